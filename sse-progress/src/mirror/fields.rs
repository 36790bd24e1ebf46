//! The line of one bar: its fields, and the template of those that find room.

use std::borrow::Cow;

use super::amount::{amount, clock, percent, rate};
use super::colors::{Colors, Role};
use super::row::{Activity, Row};
use super::text::{cut, width};

/// Between two fields.
const GAP: &str = "  ";

/// A message in less room than this says nothing.
const MIN_MESSAGE: usize = 12;

/// A bar of fewer columns, its brackets among them, shows nothing.
const MIN_BAR: usize = 8;
const MAX_BAR: usize = 26;

/// How important some fields are, among those from 1 to 9.
const MESSAGE: u8 = 4;
const PERCENT: u8 = 8;
const STATE: u8 = 9;

/// One piece of a line, which may be left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The key that stands for it in templates.
    pub(super) key: &'static str,
    /// What the key is replaced with. Empty for bars and spinners, which indicatif draws.
    pub(super) text: String,
    /// Its part of the template.
    template: Cow<'static, str>,
    /// The columns that this takes.
    width: usize,
    role: Role,
    /// The lowest goes first when there is little room.
    importance: u8,
}

/// How many cells a bar has in a terminal of so many columns.
pub(super) fn cells(columns: usize) -> usize {
    (columns / 5).clamp(MIN_BAR, MAX_BAR) - 2
}

/// All fields of a row, in order.
pub(super) fn fields(row: &Row, columns: usize) -> Vec<Field> {
    let bar = &row.bar;
    let known = bar.length.is_some();
    let begun = known || bar.position > 0;
    let waits = matches!(row.activity, Activity::Waiting(_));
    let moves = row.activity == Activity::Moving;
    let cells = cells(columns);

    let mut fields = Vec::new();
    let mut add =
        |key, text: String, template: Cow<'static, str>, more: usize, role, importance| {
            fields.push(Field {
                key,
                width: width(&text) + more,
                text,
                template,
                role,
                importance,
            });
        };
    let role = match row.activity {
        Activity::Finished => Role::Good,
        Activity::Failed(_) => Role::Bad,
        Activity::Moving | Activity::Waiting(_) => Role::Bar,
    };
    let around = GAP.len() + "[]".len();
    if known {
        let template = format!("{GAP}[{{bar:{cells}}}]").into();
        add("bar", String::new(), template, cells + around, role, 7);
    } else if moves {
        let template = "  [{spinner}]".into();
        add("spinner", String::new(), template, cells + around, role, 7);
    }
    if let Some(percent) = percent(bar) {
        let text = percent.to_string();
        // Three digits have a space of their own, most of the time.
        let more = " %".len() + 3_usize.saturating_sub(text.len());
        let template = " {percent:>3}%".into();
        add("percent", text, template, more, Role::Plain, PERCENT);
    }
    let mut plain = |key, template: &'static str, text, role, importance| {
        add(key, text, template.into(), GAP.len(), role, importance);
    };
    if begun {
        let importance = if known { 3 } else { 6 };
        plain("amount", "  {amount}", amount(bar), Role::Plain, importance);
    }
    if let Some(rate) = rate(bar).filter(|_| moves) {
        plain("per_sec", "  {per_sec}", rate, Role::Faint, 1);
    }
    if !row.elapsed.is_zero() || !waits {
        plain("elapsed", "  {elapsed}", clock(row.elapsed), Role::Faint, 2);
    }
    let state = match &row.activity {
        Activity::Moving => None,
        Activity::Waiting(why) => Some((why.clone(), Role::Warning)),
        Activity::Finished => Some(("✔".to_owned(), Role::Good)),
        Activity::Failed(what) => Some((format!("✖ {what}"), Role::Bad)),
    };
    if let Some((text, role)) = state {
        plain("state", "  {state}", text, role, STATE);
    }
    if let Some(eta) = row.eta.filter(|_| moves) {
        let more = GAP.len() + "eta ".len();
        let template = "  eta {eta}".into();
        add("eta", clock(eta), template, more, Role::Plain, 5);
    }
    fields
}

/// Leaves out the least important fields until the others have room, and returns the message as far
/// as that has room behind them.
pub(super) fn fit(fields: &mut Vec<Field>, message: &str, room: usize) -> String {
    loop {
        let taken: usize = fields.iter().map(|field| field.width).sum();
        let said = cut(message, room.saturating_sub(taken + GAP.len()));
        let enough = width(&said) >= width(message).min(MIN_MESSAGE);
        let least = fields.iter().enumerate();
        let least = least.min_by_key(|(_, field)| field.importance);
        let Some((index, least)) = least else {
            return String::new();
        };
        // What the job says is worth more than some numbers.
        if taken <= room && (enough || least.importance > MESSAGE) {
            return if enough { said } else { String::new() };
        }
        if fields.len() == 1 && least.key == "state" {
            // Half of what went wrong is better than a line without a word.
            let text = cut(&least.text, room.saturating_sub(GAP.len()));
            fields.retain(|_| !text.is_empty());
            for field in fields {
                field.text.clone_from(&text);
            }
            return String::new();
        }
        fields.remove(index);
    }
}

/// The template of indicatif for these fields, behind the label and before the message.
pub(super) fn template(fields: &[Field], row: &Row, message: &str, colors: Colors) -> String {
    let role = match row.depth {
        0 => Role::Name,
        _ => Role::Plain,
    };
    let mut template = colors.apply(role, "{prefix}");
    for field in fields {
        template.push_str(&colors.apply(field.role, &field.template));
    }
    if !message.is_empty() {
        template.push_str(GAP);
        template.push_str("{msg}");
    }
    template
}
