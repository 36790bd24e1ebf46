//! Only functions are jobs.

use sse_progress::job;

#[job("/a")]
struct Structure;

#[job("/b")]
pub mod module {}

#[job("/c")]
trait Trait {}

#[job("/d")]
impl Structure {}

#[job("/e")]
const CONSTANT: u8 = 1;

#[job("/f")]
unsafe impl Send for Enumeration {}

#[job("/g")]
enum Enumeration {}

#[job("/h")]
extern crate std as other;

fn main() {}
