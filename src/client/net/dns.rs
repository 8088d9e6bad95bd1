//! Questions and updates to name servers, on the wire. Not built yet.
