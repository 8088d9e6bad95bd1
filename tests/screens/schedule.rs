//! Page 3.
