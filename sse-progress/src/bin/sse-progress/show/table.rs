//! Tables for people: columns as wide as they have to be, cut to the terminal if there is one.

use console::{Term, measure_text_width, truncate_str};
use sse_progress::mirror::{harmless, in_locale};

/// The rows below a head. Their cells are made harmless.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let head = head.map(str::to_owned);
    let all: Vec<_> = std::iter::once(head).chain(rows.iter().cloned()).collect();
    table_of(&all)
}

/// The rows alone.
pub(crate) fn table_of<const N: usize>(rows: &[[String; N]]) -> String {
    let columns = console::user_attended().then(|| Term::stdout().size().1.into());
    in_locale(&laid_out(rows, columns)).into_owned()
}

fn laid_out<const N: usize>(rows: &[[String; N]], columns: Option<usize>) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| harmless(cell)))
        .collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = measure_text_width(cell).max(*width);
        }
    }
    let lines = rows.iter().map(|row| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            // A column without a text takes no room.
            if width > 0 {
                line.push_str(cell);
                let rest = width - measure_text_width(cell);
                line.push_str(&" ".repeat(rest + 2));
            }
        }
        let line = line.trim_end();
        match columns {
            Some(columns) => truncate_str(line, columns, "…").into_owned(),
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_have_to_be() {
        let row = |cells: [&str; 4]| cells.map(str::to_owned);
        let rows = [
            row(["NAME", "METHODS", "", "DESCRIPTION"]),
            row(["count", "GET,POST", "", "Counts."]),
            row(["圧縮", "GET", "", "x\u{1b}[2J"]),
        ];
        assert_eq!(
            laid_out(&rows, None),
            "NAME   METHODS   DESCRIPTION\n\
             count  GET,POST  Counts.\n\
             圧縮   GET       x␛[2J"
        );
        for line in laid_out(&rows, Some(20)).lines() {
            assert!(measure_text_width(line) <= 20, "{line}");
        }
    }
}
