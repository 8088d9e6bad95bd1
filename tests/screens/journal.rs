//! Page 7.
