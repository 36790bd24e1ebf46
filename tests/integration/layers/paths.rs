//! Finds the paths of a source text that lead out of their module.
//!
//! It looks at tokens rather than at a syntax tree, because a tree ends where a macro begins: what
//! stands in a `select!` imports as much as what stands around it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path, with the names from the root of the crate on.
pub(super) struct CratePath {
    pub(super) line: usize,
    /// `*` for a glob, nothing for the root itself.
    pub(super) segments: Vec<String>,
    /// What an import calls it.
    pub(super) name: String,
}

/// What a module says about others, outside of its tests.
#[derive(Default)]
pub(super) struct Found {
    /// The modules that it declares, and whether their source is in other files.
    pub(super) children: Vec<(Vec<String>, bool)>,
    /// Every path that it writes from the crate's root, from itself or from a parent.
    pub(super) paths: Vec<(Vec<String>, CratePath)>,
    /// What its `use` items bring in, as it is written.
    pub(super) imports: Vec<(Vec<String>, CratePath)>,
    /// The first name of every other path, which may be that of a crate, and its line.
    pub(super) roots: Vec<(Vec<String>, usize, String)>,
}

/// What `tokens`, the source of `module`, says outside of its tests.
pub(super) fn in_module(tokens: TokenStream, module: &[String]) -> Found {
    let mut found = Found::default();
    scan(tokens, module, &mut found);
    found
}

fn scan(tokens: TokenStream, module: &[String], found: &mut Found) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => match &tokens[at + 1..] {
                [TokenTree::Punct(inner), TokenTree::Group(attribute), ..]
                    if inner.as_char() == '!' && is_cfg_test(attribute.stream()) =>
                {
                    return;
                }
                [TokenTree::Group(attribute), item @ ..] if is_cfg_test(attribute.stream()) => {
                    2 + length_of_item(item)
                }
                _ => 1,
            },
            TokenTree::Ident(keyword) if keyword == "mod" => match &tokens[at + 1..] {
                [name, TokenTree::Punct(_), ..] => {
                    found.children.push((joined(module, name), true));
                    3
                }
                [name, TokenTree::Group(body), ..] => {
                    let child = joined(module, name);
                    found.children.push((child.clone(), false));
                    scan(body.stream(), &child, found);
                    3
                }
                _ => 1,
            },
            TokenTree::Ident(keyword) if keyword == "use" => {
                let mut imports = Vec::new();
                read_path(&tokens[at + 1..], module.to_owned(), &mut imports);
                let imports = imports.into_iter().map(|path| (module.to_owned(), path));
                found.imports.extend(imports);
                // What follows is read once more, as paths.
                1
            }
            TokenTree::Ident(word) if leads_out(word, tokens.get(at + 1)) => {
                let mut paths = Vec::new();
                let length = read_path(&tokens[at..], module.to_owned(), &mut paths);
                let paths = paths.into_iter().map(|path| (module.to_owned(), path));
                found.paths.extend(paths);
                length
            }
            TokenTree::Ident(word) if begins_a_path(&tokens, at) => {
                let line = word.span().start().line;
                found
                    .roots
                    .push((module.to_owned(), line, word.to_string()));
                1
            }
            TokenTree::Group(group) => {
                scan(group.stream(), module, found);
                1
            }
            _ => 1,
        };
    }
}

/// Whether a path that can leave its module begins here. In `pub(crate)` and `self.x` none does.
fn leads_out(word: &proc_macro2::Ident, next: Option<&TokenTree>) -> bool {
    ["crate", "super", "self", "sse_progress"]
        .iter()
        .any(|root| word == root)
        && (is_punct(next, ':') || is_ident(next, "as"))
}

/// Whether a path begins here with a name: of a crate, of a child, or of something that was imported.
fn begins_a_path(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let next = tokens.get(at + 1);
    let is_first =
        !is_punct(before, ':') || !is_punct(at.checked_sub(2).and_then(|at| tokens.get(at)), ':');
    is_first && (is_punct(next, ':') && is_punct(tokens.get(at + 2), ':') || is_ident(next, "as"))
}

/// Reads one path or one tree of a `use`, relative to `base`, and says how many tokens it took.
fn read_path(tokens: &[TokenTree], base: Vec<String>, paths: &mut Vec<CratePath>) -> usize {
    let mut segments = base;
    let mut at = 0;
    let line = tokens.first().map_or(0, |token| token.span().start().line);
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(word)) => match word.to_string().as_str() {
                "crate" | "sse_progress" => segments.clear(),
                "self" => {}
                "super" => drop(segments.pop()),
                name => segments.push(name.to_owned()),
            },
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => segments.push("*".to_owned()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let branches: Vec<_> = group.stream().into_iter().collect();
                for branch in branches.split(|token| is_punct(Some(token), ',')) {
                    if !branch.is_empty() {
                        read_path(branch, segments.clone(), paths);
                    }
                }
                return at + 1;
            }
            // `crate::log::Log::<u8>`: the path goes on after its arguments, but not its module.
            _ => break,
        }
        at += 1;
        if !(is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')) {
            break;
        }
        at += 2;
    }
    let alias = tokens
        .get(at + 1)
        .filter(|_| is_ident(tokens.get(at), "as"));
    let name = match alias {
        Some(alias) => alias.to_string(),
        None => segments.last().cloned().unwrap_or_default(),
    };
    paths.push(CratePath {
        line,
        segments,
        name,
    });
    at.max(1)
}

/// Whether an attribute is a `cfg` that only a test build meets.
fn is_cfg_test(attribute: TokenStream) -> bool {
    let tokens: Vec<_> = attribute.into_iter().collect();
    match tokens.as_slice() {
        [cfg, TokenTree::Group(condition)] if is_ident(Some(cfg), "cfg") => {
            needs_test(&condition.stream().into_iter().collect::<Vec<_>>())
        }
        _ => false,
    }
}

fn needs_test(condition: &[TokenTree]) -> bool {
    match condition {
        [test] => is_ident(Some(test), "test"),
        [all, TokenTree::Group(conditions)] if is_ident(Some(all), "all") => {
            let conditions: Vec<_> = conditions.stream().into_iter().collect();
            conditions
                .split(|token| is_punct(Some(token), ','))
                .any(needs_test)
        }
        _ => false,
    }
}

/// How many tokens belong to the item, statement or field that begins here.
fn length_of_item(tokens: &[TokenTree]) -> usize {
    let mut generics = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => return at + 1,
            TokenTree::Punct(mark) => match mark.as_char() {
                ';' => return at + 1,
                ',' if generics == 0 => return at + 1,
                '<' => generics += 1,
                '>' if generics > 0 => generics -= 1,
                _ => {}
            },
            _ => {}
        }
    }
    tokens.len()
}

fn joined(module: &[String], name: &TokenTree) -> Vec<String> {
    let mut path = module.to_owned();
    path.push(name.to_string());
    path
}

fn is_ident(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}
