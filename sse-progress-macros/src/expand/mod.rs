//! Writes the code beside the function. Everything has been checked, so nothing can fail here.

mod arguments;
mod policy;
mod runtime;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

pub(crate) use runtime::Runtime;

use crate::model::{Job, Methods};
use crate::parse::Function;

/// The function as it was written, and a type of its name with the job.
pub(crate) fn expand(job: &Job, function: &Function, runtime: &Runtime<'_>) -> TokenStream {
    let definition = definition(job, runtime);
    let start_beside = start_beside(job, runtime);
    let item = beside(
        function,
        runtime,
        &describe(job),
        &definition,
        &start_beside,
    );
    quote!(#function #item)
}

/// The type of the function's name, whose `job()` has the body that is given, and `start` after it.
///
/// A macro of the runtime writes it, whose name is a message: an attribute cannot see that its function
/// is in an `impl`, where no type can be defined. rustc reports that, and names the macro.
pub(crate) fn beside(
    function: &Function,
    runtime: &Runtime<'_>,
    description: &str,
    body: &TokenStream,
    start: &TokenStream,
) -> TokenStream {
    let visibility = &function.visibility;
    let name = &function.signature.ident;
    let cfgs = function.cfgs();
    let beside = runtime.beside();
    quote! {
        #(#cfgs)*
        #beside! {
            #[doc = #description]
            #visibility fn #name() {
                #body
            }
            #start
        }
    }
}

/// What starts a run with arguments that the compiler checks: what has to be given, and the job with the
/// list of all arguments.
fn start_beside(job: &Job, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let (name, vec, imports) = (&job.name, runtime.vec(), runtime.imports());
    let given = job.arguments.iter().filter(|a| arguments::is_given(a));
    let (idents, types): (Vec<_>, Vec<_>) = given.map(|a| (&a.ident, &a.ty)).unzip();
    let all = job.arguments.iter().map(|a| arguments::given(a, runtime));
    quote_spanned! {span=>
        fn start(#(#idents: #types),*) {
            #imports
            (#name, #vec::from([#(#all),*]))
        }
    }
}

fn describe(job: &Job) -> String {
    format!(" The job `{}`: `{}`.", job.name, job.path)
}

fn definition(job: &Job, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let (new, definition) = (runtime.job(), runtime.definition());
    let imports = runtime.imports();
    let defaults = arguments::defaults(&job.arguments, runtime);
    let methods = methods(job.methods, runtime);
    let policy = policy::policy(&job.policy, runtime);
    let vec = runtime.vec();
    let arguments = job
        .arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| arguments::description(argument, index, job.methods, runtime));
    let start = start(job, runtime);
    let Job {
        name,
        description,
        path,
        ..
    } = job;
    quote_spanned! {span=>
        #imports
        #defaults
        #new(#definition {
            name: #name,
            description: #description,
            methods: #methods,
            path: #path,
            policy: #policy,
            arguments: #vec::from([#(#arguments),*]),
            start: #start,
        })
    }
}

fn methods(methods: Methods, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let path = runtime.methods();
    let variant = match methods {
        Methods::Get => quote_spanned!(span=> Get),
        Methods::Post => quote_spanned!(span=> Post),
        Methods::GetAndPost => quote_spanned!(span=> GetAndPost),
    };
    quote_spanned!(span=> #path::#variant)
}

/// The closure that takes the arguments out of a request and calls the function with them.
///
/// All of them are taken before it gives up, so that an answer names every argument that is wrong.
fn start(job: &Job, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let names: Vec<_> = (0..job.arguments.len())
        .map(|index| format_ident!("__arg{index}", span = span))
        .collect();
    let (some, none) = (runtime.some(), runtime.none());
    let work = work(job, &names, runtime);
    if names.is_empty() {
        return quote_spanned!(span=> |_| #some(#work));
    }
    let values = job.arguments.iter().enumerate().map(|(index, argument)| {
        let args = quote_spanned!(span=> __args);
        arguments::value(argument, index, &args, runtime)
    });
    quote_spanned! {span=>
        |__args| {
            let (#(#some(#names),)*) = (#(#values,)*) else {
                return #none;
            };
            #some(#work)
        }
    }
}

/// The call. rustc is to report what is wrong with its future at the function's name, and what is wrong
/// with its result at the return type: there the user has to change something.
fn work(job: &Job, names: &[proc_macro2::Ident], runtime: &Runtime<'_>) -> TokenStream {
    let function = &job.function;
    let (at_name, at_output) = (runtime.at(function.span()), runtime.at(job.output));
    let (span, work) = (at_name.span(), at_name.work());
    let call = quote_spanned!(span=> #function(#(#names),*));
    let probe = at_output.probe();
    let outcome = quote_spanned! {at_output.span()=>
        (&&#probe::of(&__output)).returned().outcome(__output)
    };
    if job.is_async {
        quote_spanned! {span=>
            #work::asynchronous(async move {
                let __output = #call.await;
                #outcome
            })
        }
    } else {
        quote_spanned! {span=>
            #work::blocking(move || {
                let __output = #call;
                #outcome
            })
        }
    }
}
