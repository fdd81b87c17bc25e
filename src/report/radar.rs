//! Scores by category drawn as SVG: a radar for three to twelve categories, else bars.
//!
//! Several sets of answers are distinguished by line and marker, not by colour, so that a black and white print can be
//! read. The drawing has a title and a description, and needs no other file.

use std::f64::consts::PI;
use std::fmt::Write;

use crate::base::escape::escape_html;

/// What is drawn: the names of the categories, and for each set of answers its name and its scores in percent.
pub struct Chart<'a> {
    pub title: &'a str,
    pub axes: Vec<&'a str>,
    pub series: Vec<(String, Vec<Option<u32>>)>,
}

const WIDTH: f64 = 640.0;
const LETTER: f64 = 15.0;
const LINE: f64 = LETTER * 1.25;
const RADIUS: f64 = 170.0;
/// Letters in a line of a label.
const LABEL: usize = 20;
/// One for each set of answers; further ones begin again.
const DASHES: [&str; 6] = ["", "7 5", "2 4", "12 4 2 4", "1 6", "14 6"];
const CORNERS: [usize; 6] = [0, 4, 3, 8, 5, 6];

/// Draws a chart.
pub fn svg(chart: &Chart<'_>) -> String {
    let is_radar = (3..=12).contains(&chart.axes.len());
    let mut out = String::new();
    let height = if is_radar { radar(chart, &mut out) } else { bars(chart, &mut out) };
    let key = if chart.series.len() > 1 { legend(chart, height, &mut out) } else { 0.0 };
    let kind = if is_radar { "Radar chart" } else { "Bar chart" };
    let described: Vec<String> = chart.series.iter().map(|one| describe(chart, one)).collect();
    let tall = (height + key).ceil();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {WIDTH} {tall}\" width=\"{WIDTH}\" height=\"{tall}\" aria-labelledby=\"chart:title chart:text\" font-size=\"{LETTER}\" font-family=\"sans-serif\" fill=\"#000\" stroke-linejoin=\"round\">\n<title id=\"chart:title\">{kind}: {}, score by category</title>\n<desc id=\"chart:text\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{out}</svg>\n",
        escape_html(chart.title),
        escape_html(&described.join(" ")),
    )
}

fn describe(chart: &Chart<'_>, (name, scores): &(String, Vec<Option<u32>>)) -> String {
    let words: Vec<String> =
        chart.axes.iter().zip(scores).map(|(axis, score)| format!("{axis} {}", score_words(*score))).collect();
    let colon = if name.is_empty() { String::new() } else { format!("{name}: ") };
    format!("{colon}{}.", words.join(", "))
}

/// A score as people read it.
pub fn score_words(score: Option<u32>) -> String {
    score.map_or_else(|| "no answers yet".to_owned(), |score| format!("{score}%"))
}

fn radar(chart: &Chart<'_>, out: &mut String) -> f64 {
    let count = chart.axes.len();
    let with_scores = chart.series.len() == 1;
    let labels: Vec<Vec<String>> = chart
        .axes
        .iter()
        .enumerate()
        .map(|(at, axis)| {
            let scores = chart.series.first().filter(|_| with_scores).map(|(_, scores)| score_words(scores[at]));
            wrapped(axis, LABEL).into_iter().chain(scores).collect()
        })
        .collect();
    let room = labels.iter().map(Vec::len).max().unwrap_or(1) as f64 * LINE + LETTER;
    let middle = (WIDTH / 2.0, RADIUS + room);
    let angle = |at: usize| at as f64 / count as f64 * 2.0 * PI - PI / 2.0;
    let point = |at: usize, share: f64| {
        (middle.0 + angle(at).cos() * RADIUS * share, middle.1 + angle(at).sin() * RADIUS * share)
    };
    let thin = "fill=\"none\" stroke=\"#000\" stroke-opacity=\"0.3\"";
    for share in [0.25, 0.5, 0.75, 1.0] {
        let ring: Vec<_> = (0..count).map(|at| point(at, share)).collect();
        let _ = writeln!(out, "<path d=\"{}\" {thin}/>", outline(&ring));
    }
    for at in 0..count {
        let (x, y) = point(at, 1.0);
        let _ = writeln!(out, "<path d=\"M{:.1} {:.1}L{x:.1} {y:.1}\" {thin}/>", middle.0, middle.1);
    }
    for (nth, (_, scores)) in chart.series.iter().enumerate() {
        let places: Vec<_> =
            scores.iter().enumerate().map(|(at, score)| point(at, f64::from(score.unwrap_or(0)) / 100.0)).collect();
        let _ = writeln!(out, "<path d=\"{}\" {}/>", outline(&places), svg_style(nth, 0.12));
        places.iter().for_each(|place| marker(*place, nth, out));
    }
    for percent in [50, 100] {
        let (x, y) = point(0, f64::from(percent) / 100.0);
        let down = if percent == 100 { LETTER } else { 4.0 };
        let (x, y, size) = (x + 5.0, y + down, LETTER - 3.0);
        let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\">{percent}%</text>");
    }
    for (at, lines) in labels.iter().enumerate() {
        label(point(at, 1.0), angle(at), lines, lines.len() - usize::from(with_scores), out);
    }
    middle.1 + RADIUS + room
}

/// Words beside the end of an axis, on the side where there is room; those from `bold` on are scores.
fn label((x, y): (f64, f64), angle: f64, lines: &[String], bold: usize, out: &mut String) {
    let (across, down) = (angle.cos(), angle.sin());
    let anchor = match across {
        across if across > 0.2 => "start",
        across if across < -0.2 => "end",
        _ => "middle",
    };
    let extra = (lines.len() - 1) as f64 * LINE;
    let first = y
        + down * 12.0
        + match down {
            down if down < -0.9 => -extra - 2.0,
            down if down > 0.9 => LINE - 4.0,
            _ => LETTER * 0.35 - extra / 2.0,
        };
    for (at, words) in lines.iter().enumerate() {
        let weight = if at < bold { "" } else { " font-weight=\"700\"" };
        let (x, y) = (x + across * 12.0, first + at as f64 * LINE);
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{weight}>{}</text>",
            escape_html(words)
        );
    }
}

fn bars(chart: &Chart<'_>, out: &mut String) -> f64 {
    let bar = if chart.series.len() > 1 { 16.0 } else { 22.0 };
    let side = 200.0;
    let room = WIDTH - side - 60.0;
    let mut y = 8.0;
    for (at, axis) in chart.axes.iter().enumerate() {
        let lines = wrapped(axis, 24);
        for (row, words) in lines.iter().enumerate() {
            let base = y + LETTER + row as f64 * LINE;
            let _ = writeln!(out, "<text x=\"4\" y=\"{base:.1}\">{}</text>", escape_html(words));
        }
        for (nth, (_, scores)) in chart.series.iter().enumerate() {
            let top = y + nth as f64 * (bar + 4.0);
            let long = room * f64::from(scores[at].unwrap_or(0)) / 100.0;
            let place = format!("x=\"{side}\" y=\"{top:.1}\" height=\"{bar}\"");
            let _ =
                writeln!(out, "<rect {place} width=\"{room}\" fill=\"none\" stroke=\"#000\" stroke-opacity=\"0.3\"/>");
            let _ = writeln!(out, "<rect {place} width=\"{long:.1}\" {}/>", svg_style(nth, 0.45));
            let score = scores[at].map_or_else(|| "–".to_owned(), |score| format!("{score}%"));
            let (x, base) = (side + room + 6.0, top + bar - 4.0);
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{base:.1}\" font-weight=\"700\">{score}</text>");
        }
        y += (lines.len() as f64 * LINE).max(chart.series.len() as f64 * (bar + 4.0)) + 12.0;
    }
    y
}

fn legend(chart: &Chart<'_>, top: f64, out: &mut String) -> f64 {
    let step = 26.0;
    for (nth, (name, _)) in chart.series.iter().enumerate() {
        let y = top + 20.0 + nth as f64 * step;
        let _ = writeln!(out, "<path d=\"M4 {y:.1}L46 {y:.1}\" {}/>", svg_style(nth, 0.0));
        marker((25.0, y), nth, out);
        let (words, base) = (wrapped(name, 70).swap_remove(0), y + LETTER * 0.35);
        let _ = writeln!(out, "<text x=\"56\" y=\"{base:.1}\">{}</text>", escape_html(&words));
    }
    chart.series.len() as f64 * step + 16.0
}

/// The SVG attributes of the line of a set of answers; the first is filled too.
fn svg_style(nth: usize, filled: f64) -> String {
    let dash = DASHES[nth % DASHES.len()];
    let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    let fill = if nth == 0 && filled > 0.0 {
        format!("fill=\"#000\" fill-opacity=\"{filled}\"")
    } else {
        "fill=\"none\"".into()
    };
    format!("{fill} stroke=\"#000\" stroke-width=\"2.5\"{dash}")
}

/// Filled for the first set, hollow in another form for each of the others.
fn marker((x, y): (f64, f64), nth: usize, out: &mut String) {
    let fill = if nth == 0 { "#000" } else { "#fff" };
    let look = format!("fill=\"{fill}\" stroke=\"#000\" stroke-width=\"2\"");
    let corners = CORNERS[nth % CORNERS.len()];
    if corners == 0 {
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" {look}/>");
        return;
    }
    let turn = |corner: usize| (corner as f64 + 0.5) / corners as f64 * 2.0 * PI + PI / 2.0;
    let places: Vec<_> =
        (0..corners).map(|corner| (x + turn(corner).cos() * 5.85, y + turn(corner).sin() * 5.85)).collect();
    let _ = writeln!(out, "<path d=\"{}\" {look}/>", outline(&places));
}

fn outline(places: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (at, (x, y)) in places.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    path + "Z"
}

/// Words in lines of about so many letters; at most three lines, and at least one.
fn wrapped(words: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + word.chars().count() < letters {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push('…');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(axes: usize, series: usize) -> String {
        let names: Vec<String> = (0..axes).map(|at| format!("Axis <{at}>")).collect();
        let scores = vec![Some(50); axes.saturating_sub(1)].into_iter().chain([None]).collect::<Vec<_>>();
        let series = (0..series).map(|nth| (format!("Team {nth}"), scores.clone())).collect();
        svg(&Chart { title: "A & B", axes: names.iter().map(String::as_str).collect(), series })
    }

    #[test]
    fn three_to_twelve_categories_are_a_radar_and_others_are_bars() {
        for (axes, kind) in [(1, "Bar"), (2, "Bar"), (3, "Radar"), (12, "Radar"), (13, "Bar")] {
            let svg = chart(axes, 1);
            assert!(
                svg.contains(&format!("<title id=\"chart:title\">{kind} chart: A &amp; B, score by category</title>"))
            );
            assert!(svg.contains("no answers yet.</desc>"), "{svg}");
            assert!(!svg.contains("NaN") && !svg.contains("<0>"), "{svg}");
        }
    }

    #[test]
    fn sets_of_answers_are_told_apart_by_lines_and_markers() {
        let svg = chart(5, 3);
        assert!(svg.contains("stroke-dasharray=\"7 5\"") && svg.contains("stroke-dasharray=\"2 4\""));
        assert_eq!(svg.matches("<circle").count(), 6, "a marker on each axis and one in the legend");
        assert!(svg.contains(">Team 2</text>"));
    }
}
