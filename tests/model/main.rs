//! Runs the models.

macro_rules! models {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                sse_progress_model::$name();
            }
        )*
    };
}

models! {
    a_counter_goes_from_owner_to_owner,
    a_position_is_one_that_the_bar_has_had,
    a_report_is_never_missed,
    a_run_ends_exactly_once,
    a_step_is_never_missed,
    a_wake_up_is_never_missed,
    the_first_reason_to_stop_counts,
    whoever_waits_for_a_change_is_woken,
}
