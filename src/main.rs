//! The `jday` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    jday::cli::main()
}
