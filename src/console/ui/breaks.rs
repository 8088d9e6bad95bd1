//! Breaking on purpose, in builds with debug assertions only: `tests/pty` proves with it that a console
//! that breaks gives its terminal back (R23).

/// Breaks the thread that `JDAY_BREAKS` names, if it is this one.
pub(super) fn break_if_asked() {
    #[cfg(debug_assertions)]
    {
        let asked =
            std::env::var("JDAY_BREAKS").is_ok_and(|name| std::thread::current().name() == Some(&name));
        assert!(!asked, "broken on purpose");
    }
}
