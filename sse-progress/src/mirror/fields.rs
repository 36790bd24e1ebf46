//! What stands behind a bar: numbers, what it waits for, and what the job says.

use super::amount::{amount, clock, percent, rate, span};
use super::colors::{Colors, Role};
use super::row::{Activity, Row};
use super::text::{cut, width};

/// Between two fields.
const GAP: &str = "  ";

/// A message is left out if it had to be cut to fewer columns.
const MIN_MESSAGE: usize = 12;

/// Fields that are less important make room for the message.
const MESSAGE: u8 = 4;

/// One piece of a line. Without a text it is left out.
struct Field {
    text: String,
    role: Role,
    /// The lowest is left out first when there is little room.
    importance: u8,
}

impl Field {
    fn width(&self) -> usize {
        match width(&self.text) {
            0 => 0,
            width => GAP.len() + width,
        }
    }
}

/// The fields of a row that have room in so many columns, and the message as far as it has room behind
/// them.
pub(super) fn fields(row: &Row, room: usize, colors: Colors) -> String {
    let percent = percent(&row.bar).filter(|_| row.activity != Activity::Finished);
    let mut line = percent.map_or_else(String::new, |percent| format!(" {percent:>3}%"));
    if line.len() > room {
        line.clear();
    }
    let mut left = room - line.len();
    let mut fields = all(row, left.saturating_sub(GAP.len()));
    let mut taken: usize = fields.iter().map(Field::width).sum();
    let message = &row.bar.message;
    let enough = width(message).min(MIN_MESSAGE);
    let with_message = if enough > 0 { GAP.len() + enough } else { 0 };
    let there = |field: &&mut Field| !field.text.is_empty();
    while let Some(least) = fields
        .iter_mut()
        .filter(there)
        .min_by_key(|field| field.importance)
    {
        let needed = if least.importance < MESSAGE {
            with_message
        } else {
            0
        };
        if taken + needed <= left {
            break;
        }
        taken -= least.width();
        least.text.clear();
    }
    left -= taken;
    for field in fields.iter().filter(|field| !field.text.is_empty()) {
        line.push_str(GAP);
        line.push_str(&colors.apply(field.role, &field.text));
    }
    let message = cut(message, left.saturating_sub(GAP.len()));
    if enough > 0 && width(&message) >= enough {
        line.push_str(GAP);
        line.push_str(&message);
    }
    line
}

/// All fields in the order in which they stand. The one that is left out last, which says why a bar does not
/// move, is cut to the room.
fn all(row: &Row, room: usize) -> Vec<Field> {
    if row.activity == Activity::Finished {
        // How long it took says enough of what is over.
        let took = Field {
            text: span(row.elapsed),
            role: Role::Faint,
            importance: 7,
        };
        return vec![took];
    }
    let bar = &row.bar;
    let known = bar.length.is_some();
    let waits = matches!(row.activity, Activity::Waiting(_));
    let amount = (known || bar.position > 0).then(|| amount(bar));
    let elapsed = (!waits || !row.elapsed.is_zero()).then(|| clock(row.elapsed));
    let state = cut(&row.activity.in_words(), room);
    let eta = row.eta.map(|eta| format!("eta {}", clock(eta)));
    let fields = [
        (amount, Role::Plain, if known { 3 } else { 6 }),
        (rate(bar), Role::Faint, 1),
        (elapsed, Role::Faint, 2),
        (Some(state), row.activity.role(), 7),
        (eta, Role::Plain, 5),
    ];
    let fields = fields.map(|(text, role, importance)| Field {
        text: text.unwrap_or_default(),
        role,
        importance,
    });
    fields.into()
}
