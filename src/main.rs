//! Arguments → app → exit code.

fn main() -> std::process::ExitCode {
    meetgate::cli::main()
}
