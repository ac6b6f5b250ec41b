//! The pages of a package index.

use super::{FetchError, Fetcher, FileRequest};

/// A page.
pub(crate) struct Page {
    /// Its content type; empty if the server does not say it.
    pub kind: String,
    /// Its text.
    pub text: String,
    /// Its URL, after redirects.
    pub url: String,
}

impl Fetcher {
    /// Downloads a page in one of the `accepted` forms. It is not kept: it may change.
    pub(crate) fn page(
        &self,
        request: &FileRequest,
        accepted: &'static str,
    ) -> Result<Page, FetchError> {
        let mut remote = self.remote(request)?;
        remote.accepted = Some(accepted);
        let (kind, bytes, url) = self.ask(&remote, request.progress, |end| {
            self.client.page(&remote, end, &mut self.allowance.of_page())
        })?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Page { kind, text, url: url.into() })
    }
}
