//! "Did you mean": the nearest of the allowed words.

/// So many allowed words are listed.
const LISTED: usize = 24;

/// Words longer than this are not compared; nobody mistypes them by a letter.
const LONGEST: usize = 80;

/// `did you mean "engineering"? allowed: "design", "engineering"`; none when nothing is allowed.
pub(super) fn help<'a>(found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let listed: Vec<String> = allowed.iter().map(|word| format!("{word:?}")).collect();
    let list = format!("allowed: {}", listed.join(", "));
    match nearest(found, allowed.iter().copied()) {
        _ if allowed.is_empty() => None,
        Some(near) if allowed.len() > LISTED => Some(format!("did you mean {near:?}?")),
        Some(near) => Some(format!("did you mean {near:?}? {list}")),
        None if allowed.len() > LISTED => None,
        None => Some(list),
    }
}

/// The nearest word, if any is near enough to be what was meant.
pub(super) fn nearest<'a>(found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > LONGEST {
        return None;
    }
    let wanted: Vec<char> = found.to_lowercase().chars().collect();
    let near = (wanted.len() / 3).max(1);
    let distances = allowed.into_iter().filter(|word| word.len() <= LONGEST).map(|word| {
        let word_chars: Vec<char> = word.to_lowercase().chars().collect();
        (distance(&wanted, &word_chars), word)
    });
    distances.filter(|(distance, _)| *distance <= near).min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// How many letters must be added, dropped, replaced or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let (mut two, mut one) = (vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<_>>());
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut least = (one[j] + usize::from(x != y)).min(one[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && x == b[j - 1] && y == a[i - 1];
            if swapped {
                least = least.min(two[j - 1] + 1);
            }
            row.push(least);
        }
        two = std::mem::replace(&mut one, row);
    }
    one[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognized_and_another_word_is_not() {
        let teams = ["design", "engineering", "sales"];
        assert_eq!(nearest("enginering", teams), Some("engineering"));
        assert_eq!(nearest("Sales", teams), Some("sales"));
        assert_eq!(nearest("slaes", teams), Some("sales"));
        assert_eq!(nearest("marketing", teams), None);
    }

    #[test]
    fn a_long_list_is_not_printed() {
        let many: Vec<String> = (0..100).map(|n| format!("team-number-{n}")).collect();
        let help = help("team-numbr-7", many.iter().map(String::as_str));
        assert_eq!(help.as_deref(), Some("did you mean \"team-number-7\"?"));
    }
}
