//! A picture as SVG. A script in it finds packages and highlights their neighbours; the picture also works
//! without scripts.

use std::fmt::Write;

use super::layers::{Position, positions};
use super::{Arrow, Drawing, Drawn};
use crate::questions::tree::alternatives;
use crate::text::printable::{any_of, spelled_out};

/// The height of a row.
const ROW: f64 = 24.0;
/// The height of a box.
const BOX: f64 = 18.0;
/// The width of a character, about.
const CHARACTER: f64 = 6.7;
/// The space between two layers, for the arrows.
const GAP: f64 = 90.0;
/// The space around the picture.
const MARGIN: f64 = 20.0;
/// The height of the legend above it, and the width of its text.
const LEGEND: f64 = 60.0;
const LEGEND_WIDTH: f64 = 760.0;

const STYLE: &str = include_str!("svg.css");
const SCRIPT: &str = include_str!("svg.js");

/// Where the boxes are, in pixels.
struct Layout {
    corners: Vec<(f64, f64)>,
    widths: Vec<f64>,
    size: (f64, f64),
}

/// The text of a picture.
#[must_use]
pub fn print(drawing: &Drawing) -> String {
    let layout = Layout::of(drawing);
    let (width, height) = layout.size;
    let whole = height + LEGEND;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{whole:.0}\" \
         viewBox=\"0 0 {width:.0} {whole:.0}\">\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
         <svg id=\"picture\" y=\"{LEGEND:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\">\n<g id=\"arrows\">\n"
    );
    for arrow in &drawing.arrows {
        print_arrow(arrow, &layout, &mut text);
    }
    text.push_str("</g>\n<g id=\"packages\">\n");
    for (index, package) in drawing.packages.iter().enumerate() {
        print_package(index, package, &layout, &mut text);
    }
    text.push_str("</g>\n</svg>\n");
    print_legend(drawing, &mut text);
    let _ = writeln!(text, "<script><![CDATA[\n{SCRIPT}]]></script>\n</svg>");
    text
}

/// How the picture is used, and the colors that occur in it.
fn print_legend(drawing: &Drawing, text: &mut String) {
    let has = |is_so: fn(&Drawn) -> bool| drawing.packages.iter().any(is_so);
    let colors = [
        (has(|it| it.is_member), "member", "member"),
        (has(|it| !it.when.is_empty()), "choice", "depends on a choice"),
        (has(|it| it.is_in_cycle), "cycle", "cycle"),
    ];
    let colors = colors.into_iter().filter(|(occurs, ..)| *occurs);
    let colors =
        colors.map(|(_, class, words)| format!("  <tspan class=\"{class}\">{words}</tspan>"));
    let _ = writeln!(
        text,
        "<g id=\"legend\"><rect class=\"paper\" width=\"100%\" height=\"{LEGEND:.0}\"/>\n\
         <text x=\"20\" y=\"24\"><tspan id=\"search\">Type to find a package</tspan>{}</text>\n\
         <text x=\"20\" y=\"46\" class=\"hint\">Point at a package: neighbours; click: keep them. Enter: next \
         match. Wheel: zoom; drag: move. Escape: all.</text></g>",
        colors.collect::<String>()
    );
}

impl Layout {
    fn of(drawing: &Drawing) -> Self {
        let arrows: Vec<_> = drawing.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let positions = positions(drawing.packages.len(), &arrows);
        #[allow(clippy::cast_precision_loss, reason = "no name is that long")]
        let width = |package: &Drawn| package.label().chars().count() as f64 * CHARACTER + 14.0;
        let widths: Vec<_> = drawing.packages.iter().map(width).collect();
        let lefts = lefts(&positions, &widths);
        let corner = |position: &Position| (lefts[position.layer], MARGIN + position.row * ROW);
        let corners: Vec<_> = positions.iter().map(corner).collect();
        let most = |edge: f64, other: f64| edge.max(other);
        let right =
            corners.iter().zip(&widths).map(|((x, _), width)| x + width).fold(LEGEND_WIDTH, most);
        let bottom = corners.iter().map(|(_, y)| y + BOX).fold(MARGIN, most);
        Self { corners, widths, size: (right + MARGIN, bottom + MARGIN) }
    }

    fn left(&self, index: usize) -> (f64, f64) {
        let (x, y) = self.corners[index];
        (x, y + BOX / 2.0)
    }

    fn right(&self, index: usize) -> (f64, f64) {
        let (x, y) = self.left(index);
        (x + self.widths[index], y)
    }
}

/// Where each layer begins: behind the widest box of the one before.
fn lefts(positions: &[Position], widths: &[f64]) -> Vec<f64> {
    let depth = positions.iter().map(|it| it.layer + 1).max().unwrap_or_default();
    let mut widest = vec![0.0_f64; depth];
    for (position, width) in positions.iter().zip(widths) {
        widest[position.layer] = widest[position.layer].max(*width);
    }
    let mut lefts = vec![MARGIN];
    for (layer, width) in widest.into_iter().enumerate() {
        lefts.push(lefts[layer] + width + GAP);
    }
    lefts
}

fn print_arrow(arrow: &Arrow, layout: &Layout, text: &mut String) {
    let (start, end) = (layout.right(arrow.from), layout.left(arrow.to));
    let is_back = end.0 <= start.0;
    let bend = if is_back { GAP } else { (end.0 - start.0) / 2.0 };
    let class = match (arrow.is_in_cycle, arrow.when.is_empty()) {
        (true, _) => " class=\"cycle\"",
        (false, false) => " class=\"choice\"",
        (false, true) => "",
    };
    let _ = writeln!(
        text,
        "<path{class} data-from=\"{}\" data-to=\"{}\" d=\"M{:.0} {:.0}C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}\">{}</path>",
        arrow.from,
        arrow.to,
        start.0,
        start.1,
        start.0 + bend,
        start.1,
        end.0 - bend,
        end.1,
        end.0,
        end.1,
        title(&arrow.reasons, &arrow.when, arrow.environments.as_ref())
    );
}

fn print_package(index: usize, package: &Drawn, layout: &Layout, text: &mut String) {
    let (x, y) = layout.corners[index];
    let mut class = String::from("package");
    for (holds, name) in [
        (package.is_member, " member"),
        (!package.when.is_empty(), " choice"),
        (package.is_in_cycle, " cycle"),
    ] {
        class.push_str(if holds { name } else { "" });
    }
    let label = escaped(&package.label());
    let _ = writeln!(
        text,
        "<g class=\"{class}\" data-name=\"{}\" transform=\"translate({x:.0} {y:.0})\"><rect \
         width=\"{:.0}\" height=\"{BOX:.0}\" rx=\"4\"/><text x=\"7\" y=\"13\">{label}</text>{}</g>",
        escaped(&package.name),
        layout.widths[index],
        title(&[], &package.when, package.environments.as_ref())
    );
}

/// The tooltip.
fn title(reasons: &[String], when: &[Vec<String>], environments: Option<&Vec<String>>) -> String {
    let mut lines = reasons.to_vec();
    if !when.is_empty() {
        lines.push(format!("with {}", alternatives(when)));
    }
    if let Some(environments) = environments {
        lines.push(format!("in {}", any_of(environments)));
    }
    if lines.is_empty() {
        String::new()
    } else {
        format!("<title>{}</title>", escaped(&lines.join("\n")))
    }
}

fn escaped(text: &str) -> String {
    spelled_out(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
