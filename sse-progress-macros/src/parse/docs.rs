//! Reads doc comments as text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments among `attributes`, without the margin that all of its lines share.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let text: Vec<String> = attributes.iter().filter_map(doc).collect();
    let lines: Vec<&str> = text.iter().flat_map(|text| text.split('\n')).collect();
    let margin = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(margin..).unwrap_or_default().trim_end())
        .collect();
    lines.join("\n").trim().to_owned()
}

fn doc(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;
    use syn::parse::Parser as _;

    fn text(comments: proc_macro2::TokenStream) -> String {
        docs(&Attribute::parse_outer.parse2(comments).unwrap())
    }

    #[test]
    fn lines_lose_their_common_margin_and_no_more() {
        assert_eq!(
            text(quote! {
                /// Resize the pictures.
                ///
                /// * all of them
                ///   at once
                #[inline]
                #[doc = "      "]
            }),
            "Resize the pictures.\n\n* all of them\n  at once"
        );
    }

    #[test]
    fn a_block_is_read_line_by_line() {
        assert_eq!(
            text(quote!(#[doc = "\n  One.\n    Two.\n"])),
            "One.\n  Two."
        );
    }

    #[test]
    fn no_comment_is_no_text() {
        assert_eq!(text(quote!(#[inline] #[doc(hidden)])), "");
    }
}
