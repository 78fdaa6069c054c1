//! Documents in transit: compressed with gzip, or plain.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// The maximum size of a document after decompression.
pub(crate) const MAX_BYTES: u64 = 256 << 20;

/// Compresses a document. The same bytes give the same result.
pub(crate) fn compressed(document: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(document).and_then(|()| encoder.finish());
    written.expect("a Vec takes all")
}

/// The document in a value, compressed or plain, as detected from its content: plain text may have been put there by
/// hand.
pub(crate) fn document(value: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    if !value.starts_with(&[0x1f, 0x8b]) {
        return Ok(value.into());
    }
    let mut document = Vec::new();
    MultiGzDecoder::new(value).take(MAX_BYTES + 1).read_to_end(&mut document)?;
    if document.len() as u64 > MAX_BYTES {
        return Err(io::Error::other(format!("it has more than {} MiB", MAX_BYTES >> 20)));
    }
    Ok(document.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_told_by_its_content() {
        let text = b"type Query { a: Int }".repeat(100);
        let small = compressed(&text);
        assert!(small.len() < text.len() / 10);
        assert_eq!(document(&small).unwrap(), &text[..]);
        assert_eq!(document(&text).unwrap(), &text[..]);
        assert!(document(&small[..20]).is_err());
    }

    #[test]
    fn a_bomb_is_refused() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let zeros = vec![0; 1 << 20];
        for _ in 0..=MAX_BYTES >> 20 {
            encoder.write_all(&zeros).unwrap();
        }
        let error = document(&encoder.finish().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "it has more than 256 MiB");
    }
}
