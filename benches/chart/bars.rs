//! One bar for each figure: how many times better than the other.

use std::error::Error;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Shown;
use super::figures::{Measured, Target};

const WIDTH: i32 = 1040;
const TOP: i32 = 78;
const BAR: i32 = 20;
const STEP: i32 = 30;
const LEFT: i32 = 390;
/// Of the longest bar, so that its label fits beside it.
const LONGEST: i32 = 400;

/// Plotters takes the height of a line for the size of its font.
const PLOTTERS_PIXEL: f64 = 1.24;

const INK: RGBColor = RGBColor(36, 41, 47);
const FAINT: RGBColor = RGBColor(101, 109, 118);
const LINE: RGBColor = RGBColor(216, 222, 228);
const FILL: RGBColor = RGBColor(84, 134, 196);
const MARK: RGBColor = RGBColor(190, 75, 50);

/// The chart as SVG.
pub(crate) fn draw(measured: &Measured, shown: &[Shown<'_>]) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    draw_into(&mut svg, measured, shown)?;
    Ok(svg)
}

fn draw_into(svg: &mut String, measured: &Measured, shown: &[Shown<'_>]) -> Result<(), Box<dyn Error>> {
    let rows = i32::try_from(shown.len())?;
    let bottom = TOP + rows * STEP;
    let size = (u32::try_from(WIDTH)?, u32::try_from(bottom + 46)?);
    let root = SVGBackend::with_string(svg, size).into_drawing_area();
    root.fill(&WHITE)?;
    let text = |words: &str, at: (i32, i32), pixels: i32, color: RGBColor, anchor: HPos| {
        let style = ("sans-serif", f64::from(pixels) * PLOTTERS_PIXEL)
            .into_font()
            .color(&color)
            .pos(Pos::new(anchor, VPos::Center));
        root.draw(&Text::new(words.to_owned(), at, style))
    };

    text("How many times better than nested std hash maps", (LEFT, 24), 20, INK, HPos::Left)?;
    let note = "(or than what the label names); longer is better, the red mark is the target";
    text(note, (LEFT, 48), 13, FAINT, HPos::Left)?;

    let most = shown.iter().map(|shown| shown.times).fold(1.0, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let x = |times: f64| LEFT + (f64::from(LONGEST) * times / most).round() as i32;
    for times in (0..).map(|step| f64::from(step) * 2.0).take_while(|times| *times <= most) {
        root.draw(&PathElement::new([(x(times), TOP - 8), (x(times), bottom)], LINE))?;
        text(&format!("{times}×"), (x(times), bottom + 10), 12, FAINT, HPos::Center)?;
    }
    for (Shown { label, figure, times }, top) in shown.iter().zip((TOP..).step_by(30)) {
        let middle = top + BAR / 2;
        text(label, (LEFT - 10, middle), 14, INK, HPos::Right)?;
        root.draw(&Rectangle::new([(LEFT, top), (x(*times), top + BAR)], FILL.filled()))?;
        let mut end = x(*times);
        if let Target::TimesBetter(target) = figure.target {
            root.draw(&Rectangle::new(
                [(x(target) - 1, top - 3), (x(target) + 1, top + BAR + 3)],
                MARK.filled(),
            ))?;
            end = end.max(x(target));
        }
        let other = figure.other.map(|other| figure.unit.print(other)).unwrap_or_default();
        let said = format!("{times:.1}×  ({} against {other})", figure.unit.print(figure.ours));
        text(&said, (end + 8, middle), 13, INK, HPos::Left)?;
    }
    let origin =
        format!("{}, {} cores; {}; {}", measured.processor, measured.cores, measured.rustc, measured.date);
    text(&origin, (WIDTH - 12, bottom + 34), 11, FAINT, HPos::Right)?;
    root.present()?;
    Ok(())
}
