//! The page of a package index about one project: its files, with their hashes.
//!
//! <https://packaging.python.org/en/latest/specifications/simple-repository-api/>

mod html;

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use crate::lock::Hash;

/// The files of a project on an index, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing {
    files: BTreeMap<String, ListedFile>,
}

/// A file on an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// Its address.
    pub url: String,
    /// Its hashes by the algorithms that uvnix knows.
    pub hashes: Vec<Hash>,
    /// Its size in bytes, if the index says it.
    pub size: Option<u64>,
    /// Why its release was yanked, if it was; the reason may be empty.
    pub yanked: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    files: Vec<FileWire>,
}

#[derive(Deserialize)]
struct FileWire {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
    size: Option<u64>,
    #[serde(default)]
    yanked: YankedWire,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum YankedWire {
    Is(bool),
    For(String),
}

impl Default for YankedWire {
    fn default() -> Self {
        Self::Is(false)
    }
}

impl Listing {
    /// The forms that can be read, as the value of an `Accept` header.
    pub const ACCEPTED: &'static str = "application/vnd.pypi.simple.v1+json, \
        application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

    /// Reads a page, whose links are relative to `base`.
    ///
    /// # Errors
    /// If it is not such a page; the error is one sentence.
    pub fn parse(content_type: &str, text: &str, base: &str) -> Result<Self, String> {
        let base = Url::parse(base).map_err(|error| error.to_string())?;
        let is_json = content_type.contains("json") || text.trim_start().starts_with('{');
        let files = if is_json { of_json(text, &base)? } else { of_html(text, &base)? };
        Ok(Self { files: files.into_iter().collect() })
    }

    /// The file with this name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&ListedFile> {
        self.files.get(name)
    }
}

fn of_json(text: &str, base: &Url) -> Result<Vec<(String, ListedFile)>, String> {
    let wire: Wire = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let files = wire.files.into_iter().filter_map(|file| {
        let hashes = file.hashes.iter().filter_map(|(name, digits)| hash(name, digits));
        let yanked = match file.yanked {
            YankedWire::Is(false) => None,
            YankedWire::Is(true) => Some(String::new()),
            YankedWire::For(reason) => Some(reason),
        };
        let url = base.join(&file.url).ok()?.into();
        let (hashes, size) = (hashes.collect(), file.size);
        Some((file.filename, ListedFile { url, hashes, size, yanked }))
    });
    Ok(files.collect())
}

fn of_html(text: &str, base: &Url) -> Result<Vec<(String, ListedFile)>, String> {
    if !text.to_ascii_lowercase().contains("<html") && !text.contains("<a ") {
        return Err("it is neither HTML nor JSON".to_owned());
    }
    let files = html::links(text).into_iter().filter_map(|link| {
        let mut url = base.join(&link.href).ok()?;
        let fragment = url.fragment().unwrap_or_default().to_owned();
        let hashes = fragment.split('&').filter_map(|part| part.split_once('='));
        let hashes = hashes.filter_map(|(name, digits)| hash(name, digits)).collect();
        url.set_fragment(None);
        let name = url.path_segments()?.next_back()?.to_owned();
        let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy().into_owned();
        let file = ListedFile { url: url.into(), hashes, size: None, yanked: link.yanked };
        (!name.is_empty()).then_some((name, file))
    });
    Ok(files.collect())
}

fn hash(algorithm: &str, digits: &str) -> Option<Hash> {
    format!("{algorithm}:{digits}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://pypi.example/simple/a-b/";

    fn sha256() -> Hash {
        format!("sha256:{}", "0a".repeat(32)).parse().unwrap()
    }

    #[test]
    fn json_and_html_say_the_same() {
        let json = format!(
            r#"{{"meta": {{"api-version": "1.1"}}, "name": "a-b", "files": [
                {{"filename": "a_b-1.0+c.tar.gz", "url": "../../files/a_b-1.0%2Bc.tar.gz",
                 "hashes": {{"sha256": "{0}", "crc32": "00"}}, "yanked": "it's broken"}}]}}"#,
            sha256().digits()
        );
        let html = format!(
            "<!DOCTYPE html><html><!-- <a href='b-1.whl'>b</a> --><body>\n\
             <A HREF=\"../../files/a_b-1.0%2Bc.tar.gz#sha256={}\" data-yanked=\"it&#39;s broken\">\
             a_b-1.0+c.tar.gz</a><br></body></html>",
            sha256().digits()
        );
        let listed = Listing::parse("application/vnd.pypi.simple.v1+json", &json, BASE).unwrap();
        assert_eq!(listed, Listing::parse("text/html", &html, BASE).unwrap());
        let file = listed.file("a_b-1.0+c.tar.gz").unwrap();
        assert_eq!(file.url, "https://pypi.example/files/a_b-1.0%2Bc.tar.gz");
        assert_eq!(file.hashes, [sha256()]);
        assert_eq!(file.yanked.as_deref(), Some("it's broken"));
        assert_eq!(listed.file("b-1.whl"), None);
    }

    #[test]
    fn what_is_not_a_page_is_an_error_and_an_odd_page_is_read_as_far_as_it_goes() {
        for (kind, text) in [("application/json", "{"), ("text/plain", "hello")] {
            assert!(Listing::parse(kind, text, BASE).is_err(), "{text}");
        }
        for odd in
            ["<a ", "<a href=", "<a href=\"x", "<a href='http://[/'>", "<a href>", "<a href=x"]
        {
            Listing::parse("text/html", &format!("<html>{odd}"), BASE).unwrap();
        }
        let yanked = "<html><a data-yanked href=a-1.whl>";
        let listed = Listing::parse("text/html", yanked, BASE).unwrap();
        assert_eq!(listed.file("a-1.whl").unwrap().yanked.as_deref(), Some(""));
    }
}
