//! Page 4.
