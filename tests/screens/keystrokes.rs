//! A newcomer's tasks, counted in keystrokes from page 1.
