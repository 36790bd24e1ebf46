async fn count(&self) {}
::core::compile_error! {
    "a job is a free function, not a method: move it out of the `impl`, and take what it needs as `#[state]`"
}
