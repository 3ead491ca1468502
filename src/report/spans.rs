//! Arithmetic of stretches of time, in seconds since the epoch. A list is sorted and its stretches do not overlap, unless
//! said otherwise.

/// From, to (excluded).
pub(super) type Span = (i64, i64);

/// What any of these cover, in any order and overlapping; and for how many seconds at least two of them overlap.
pub(super) fn union(mut spans: Vec<Span>) -> (Vec<Span>, i64) {
    spans.retain(|(from, to)| from < to);
    spans.sort_unstable();
    let mut covered: Vec<Span> = Vec::with_capacity(spans.len());
    // Whatever begins before the latest end so far overlaps until the lesser of both ends; of such overlaps, which come
    // sorted by their start, what an earlier one has counted is not counted again.
    let (mut twice, mut counted) = (0, i64::MIN);
    for (from, to) in spans {
        match covered.last_mut().filter(|last| from < last.1) {
            Some(last) => {
                let end = to.min(last.1);
                twice += (end - from.max(counted)).max(0);
                counted = counted.max(end);
                last.1 = last.1.max(to);
            }
            None => covered.push((from, to)),
        }
    }
    (covered, twice)
}

/// What of `spans` none of `less` covers. Stretches that touch stay apart.
pub(super) fn minus(spans: &[Span], less: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    let mut less = less.iter().peekable();
    for &(mut from, to) in spans {
        while less.next_if(|cut| cut.1 <= from).is_some() {}
        let mut cuts = less.clone();
        while let Some(cut) = cuts.next_if(|cut| cut.0 < to) {
            if from < cut.0 {
                left.push((from, cut.0));
            }
            from = from.max(cut.1);
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}

/// How long they are together.
pub(super) fn total(spans: &[Span]) -> i64 {
    spans.iter().map(|(from, to)| to - from).sum()
}

/// The part of a stretch that lies within another; an empty stretch when there is none.
pub(super) fn clip(span: Span, within: Span) -> Span {
    let from = span.0.clamp(within.0, within.1);
    (from, span.1.clamp(from, within.1.max(from)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, minute by minute.
    fn covering(spans: &[Span], at: i64) -> usize {
        spans.iter().filter(|(from, to)| (*from..*to).contains(&at)).count()
    }

    proptest! {
        #[test]
        fn union_overlap_and_difference_agree_with_counting(
            a in prop::collection::vec((0..60_i64, 0..20_i64), 0..8),
            b in prop::collection::vec((0..60_i64, 0..20_i64), 0..8),
        ) {
            let spans = |of: Vec<(i64, i64)>| of.into_iter().map(|(from, long)| (from, from + long)).collect::<Vec<_>>();
            let (a, b) = (spans(a), spans(b));
            let ((covered, twice), (less, _)) = (union(a.clone()), union(b.clone()));
            let left = minus(&covered, &less);
            for at in 0..90 {
                prop_assert_eq!(covering(&covered, at), covering(&a, at).min(1));
                prop_assert_eq!(covering(&left, at), usize::from(covering(&a, at) > 0 && covering(&b, at) == 0));
            }
            prop_assert_eq!(twice, (0..90).filter(|at| covering(&a, *at) > 1).count() as i64);
        }
    }
}
