//! What stands between the parentheses of `#[job(…)]`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Lit, LitStr, Token};

use crate::mistakes::Mistakes;
use crate::model::OPTION_NAMES;

/// The attribute as it was written.
#[derive(Default)]
pub(crate) struct RawAttribute {
    /// The word before the path.
    pub(crate) method: Option<Ident>,
    /// The path. Where it is `None`, that has been reported.
    pub(crate) path: Option<LitStr>,
    pub(crate) options: Vec<RawOption>,
}

/// One `key = value`.
pub(crate) struct RawOption {
    pub(crate) key: Ident,
    /// What follows the `=`; `None` where there is no `=`, or nothing after it.
    pub(crate) value: Option<TokenStream>,
    /// The whole of it, for messages.
    pub(crate) tokens: TokenStream,
}

/// What can stand between two commas.
enum Part {
    Path { method: Option<Ident>, path: LitStr },
    Option(Ident, Option<TokenStream>),
}

/// Why a part cannot be read.
struct Refused {
    error: syn::Error,
    /// It is where the path was meant to be, whose absence is not to be reported again.
    path: bool,
}

impl RawAttribute {
    pub(crate) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut raw = Self::default();
        // Reported or not, so that one mistake about the path is not followed by another.
        let mut path_seen = false;
        for (index, tokens) in split_at_commas(tokens, mistakes).into_iter().enumerate() {
            match Part::parse(tokens.clone()) {
                Ok(Part::Option(key, value)) => raw.options.push(RawOption { key, value, tokens }),
                Ok(Part::Path { .. }) if raw.path.is_some() => {
                    mistakes.add(&tokens, "a job has one path: remove this one");
                }
                Ok(Part::Path { method, path }) => {
                    if index > 0 && !path_seen {
                        mistakes.add(
                            &tokens,
                            format_args!(
                                "the path comes first: write `#[job({tokens}, …)]`, and the options after it"
                            ),
                        );
                    }
                    path_seen = true;
                    raw.method = method;
                    raw.path = Some(path);
                }
                Err(refused) => {
                    path_seen |= refused.path || index == 0;
                    mistakes.push(refused.error);
                }
            }
        }
        if !path_seen {
            mistakes.add_to_attribute(
                "the path is missing: write where the job is to be found, such as `#[job(\"/count/{to}\")]`",
            );
        }
        raw
    }
}

impl Part {
    fn parse(tokens: TokenStream) -> Result<Self, Refused> {
        let mut path = false;
        let parser = |input: ParseStream<'_>| {
            if input.peek(Lit) {
                path = true;
                let literal = Self::path(input)?;
                return Ok(Self::Path {
                    method: None,
                    path: literal,
                });
            }
            if !input.peek(Ident::peek_any) {
                let rest: TokenStream = input.parse()?;
                return Err(syn::Error::new_spanned(
                    rest,
                    "expected the path, such as `\"/count/{to}\"`, or an option, such as `timeout = \"10m\"`",
                ));
            }
            let word = input.call(Ident::parse_any)?;
            let is_option = OPTION_NAMES.contains(&word.to_string().as_str());
            if input.peek(Lit) && !is_option {
                path = true;
                let literal = Self::path(input)?;
                return Ok(Self::Path {
                    method: Some(word),
                    path: literal,
                });
            }
            if input.is_empty() && is_method(&word) {
                path = true;
                return Err(syn::Error::new_spanned(
                    &word,
                    format_args!(
                        "the path belongs right after the method, with no comma between: `{word} \"/…\"`"
                    ),
                ));
            }
            if word == "path" {
                path = true;
                return Err(syn::Error::new_spanned(
                    &word,
                    "the path stands alone and first: write `#[job(\"/…\")]`, without `path =`",
                ));
            }
            let assigned = input.parse::<Option<Token![=]>>()?.is_some();
            let value: TokenStream = input.parse()?;
            Ok(Self::Option(
                word,
                (assigned && !value.is_empty()).then_some(value),
            ))
        };
        parser
            .parse2(tokens)
            .map_err(|error| Refused { error, path })
    }

    fn path(input: ParseStream<'_>) -> syn::Result<LitStr> {
        let literal = match input.parse()? {
            Lit::Str(literal) if literal.suffix().is_empty() => literal,
            other => {
                return Err(syn::Error::new_spanned(
                    other,
                    "the path is a string, such as `\"/count/{to}\"`",
                ));
            }
        };
        if input.is_empty() {
            return Ok(literal);
        }
        let rest: TokenStream = input.parse()?;
        Err(syn::Error::new_spanned(
            rest,
            "expected a comma between the path and what follows it",
        ))
    }
}

/// Whether the word was meant as a method, whatever its case and whether or not we take it.
fn is_method(word: &Ident) -> bool {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    METHODS.contains(&word.to_string().to_ascii_uppercase().as_str())
}

/// The tokens between the commas, so that a mistake in one part hides none in the next.
fn split_at_commas(tokens: TokenStream, mistakes: &mut Mistakes) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut part = TokenStream::new();
    for tree in unwrapped(tokens) {
        match &tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                if part.is_empty() {
                    mistakes.add(&tree, "there is nothing before this comma: remove it");
                } else {
                    parts.push(std::mem::take(&mut part));
                }
            }
            _ => part.extend([tree]),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// The tokens without the invisible group that a `macro_rules!` macro may have put around them.
fn unwrapped(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            group.stream()
        }
        _ => tokens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::{ToTokens as _, quote};

    /// What was read, and how many mistakes were found.
    fn read(tokens: TokenStream) -> (String, usize) {
        let mut mistakes = Mistakes::default();
        let raw = RawAttribute::parse(tokens, &mut mistakes);
        let mut parts = Vec::new();
        parts.extend(raw.method.map(|word| word.to_string()));
        parts.extend(raw.path.map(|path| path.value()));
        parts.extend(raw.options.iter().map(|option| match &option.value {
            Some(value) => format!("{}={value}", option.key),
            None => option.key.to_string(),
        }));
        let errors = mistakes.to_token_stream().to_string();
        (parts.join(" "), errors.matches("compile_error").count())
    }

    #[test]
    fn parts_are_read_in_any_order_after_the_path() {
        let tokens = quote!(GET "/a", crate = b::c, on_disconnect = cancel_after("1s", 2),);
        let parts = "GET /a crate=b :: c on_disconnect=cancel_after (\"1s\" , 2)";
        assert_eq!(read(tokens), (parts.to_owned(), 0));
    }

    #[test]
    fn one_bad_part_hides_none_of_the_others() {
        let tokens = quote!("/a" "/b", , retry, -1, timeout = "1s");
        assert_eq!(read(tokens), ("retry timeout=\"1s\"".to_owned(), 3));
    }

    #[test]
    fn a_path_is_missed_once() {
        for tokens in [
            quote!(),
            quote!(7),
            quote!(POST),
            quote!(path = "/a"),
            quote!(POST, "/a"),
        ] {
            assert_eq!(read(tokens.clone()).1, 1, "{tokens}");
        }
    }

    #[test]
    fn an_invisible_group_is_looked_into() {
        let group = proc_macro2::Group::new(Delimiter::None, quote!("/a", retry = "1s"));
        assert_eq!(
            read(group.into_token_stream()),
            ("/a retry=\"1s\"".to_owned(), 0)
        );
    }
}
