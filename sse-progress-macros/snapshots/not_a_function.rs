struct Count;
::core::compile_error! {
    "`#[job]` turns a function into an endpoint: put it on a `fn` or an `async fn`, not on a `struct`"
}
