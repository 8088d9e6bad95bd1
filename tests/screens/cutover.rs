//! Page 6.
