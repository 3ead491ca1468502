//! How long 50,000 lines of people.csv take: `cargo bench --bench people`.

use std::path::Path;
use std::time::Instant;

use meetgate::config;

const LINES: usize = 50_000;

fn main() {
    let header = "email,name,aliases,provider,team,manager,assistant,site,zone,working_hours,language,answers\n";
    let line = |n: usize| {
        format!(
            "person{n}@example.com,Person {n},p{n}@example.com alias{n}@example.com,,team-{},person{}@example.com,,Hamburg,,\
             Mon-Fri 08:30-17:00,de,on\n",
            n % 40,
            n / 10
        )
    };
    let people: String = std::iter::once(header.to_owned()).chain((1..=LINES).map(line)).collect();
    let teams: String = (0..40).map(|n| format!("[[team]]\nname = \"team-{n}\"\n")).collect();
    let text = format!(
        "[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\ntime_zone = \"Europe/Berlin\"\n\
         [people]\nfile = \"people.csv\"\n[[site]]\nname = \"Hamburg\"\n{teams}"
    );
    let files = |_: &Path| Ok(people.clone().into_bytes());
    for _ in 0..5 {
        let begun = Instant::now();
        let loaded = config::parse(&text, Path::new("meetgate.toml"), &files).unwrap_or_else(|wrong| panic!("{wrong}"));
        println!("{} people in {:?}", loaded.policy.directory.len(), begun.elapsed());
    }
}
