//! Page 2.

use super::{Log, Page, page_at_all_sizes, rooms};

#[test]
fn the_page() {
    page_at_all_sizes("page-metrics", Page::Metrics, &rooms::holding(), &Log::default(), |_| ());
}
