//! What people see and press. A console is a replica: it never decides, it asks and it shows.

pub mod format;
pub mod glyphs;
pub mod lang;
pub mod messages;
pub mod theme;
