//! SVG as PNG at twice its size, for mail programs, which show no SVG.
//!
//! Invariant: drawn with the one font that comes with the program (Noto Sans, Apache-2.0), so that pictures are the same
//! on every machine.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Pixels for each unit.
pub(in crate::mail::report) const SCALE: u16 = 2;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(ttf_noto_sans::REGULAR.to_vec());
    fonts.load_font_data(ttf_noto_sans::BOLD.to_vec());
    Arc::new(fonts)
});

/// The picture as PNG; none if the SVG cannot be read or drawn.
pub(in crate::mail::report) fn png(svg: &str) -> Option<Vec<u8>> {
    let options = Options { fontdb: FONTS.clone(), font_family: "Noto Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size();
    let scale = u32::from(SCALE);
    let mut pixels = Pixmap::new(size.width().checked_mul(scale)?, size.height().checked_mul(scale)?)?;
    resvg::render(&tree, Transform::from_scale(f32::from(SCALE), f32::from(SCALE)), &mut pixels.as_mut());
    pixels.encode_png().ok()
}
