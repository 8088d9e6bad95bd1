//! Page 5.
