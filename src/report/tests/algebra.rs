//! What can be had by adding and subtracting sums over sets of people.
//!
//! Exact: calculated modulo a prime that is greater than any determinant of a matrix of zeros and ones of the sizes
//! that occur (Hadamard: of order 16 at most 327,680), so that whatever vanishes modulo it vanishes.

const PRIME: u64 = (1 << 31) - 1;

/// People as bits.
pub type Set = u64;

/// A set of at least one and fewer than `floor` people of whom some weighted sum can be had from the sums over `known`;
/// none when there is no such set.
pub fn derivable(known: &[Set], floor: u32) -> Option<Set> {
    let classes = alike(known);
    let rows: Vec<Vec<u64>> =
        known.iter().map(|set| classes.iter().map(|class| u64::from(set & class != 0)).collect()).collect();
    let null = null_space(rows, classes.len());
    let small: Vec<usize> = (0..classes.len()).filter(|class| classes[*class].count_ones() < floor).collect();
    // What can be had is orthogonal to all that the sums do not tell apart. So there is something of these classes alone
    // exactly if those directions, as far as they lie in them, do not fill them.
    let found = subsets(&classes, &small, floor).into_iter().find(|some| rank(some, &null) < some.len());
    found.map(|some| some.iter().map(|class| classes[*class]).fold(0, |all, class| all | class))
}

/// The people in classes that no known set tells apart.
fn alike(known: &[Set]) -> Vec<Set> {
    let everyone = known.iter().fold(0, |all, set| all | set);
    known.iter().fold(vec![everyone], |classes, set| {
        let parts = classes.iter().flat_map(|class| [class & set, class & !set]);
        parts.filter(|class| *class != 0).collect()
    })
}

/// Sets of classes with fewer than `floor` people together, the empty one left out.
fn subsets(classes: &[Set], small: &[usize], floor: u32) -> Vec<Vec<usize>> {
    let mut found: Vec<(Vec<usize>, u32)> = vec![(Vec::new(), 0)];
    for class in small {
        let people = classes[*class].count_ones();
        let grown = found.iter().filter(|(_, sum)| sum + people < floor);
        let grown: Vec<_> = grown.map(|(some, sum)| ([some.as_slice(), &[*class]].concat(), sum + people)).collect();
        found.extend(grown);
    }
    found.into_iter().map(|(some, _)| some).filter(|some| !some.is_empty()).collect()
}

/// A basis of what all rows are orthogonal to.
fn null_space(rows: Vec<Vec<u64>>, columns: usize) -> Vec<Vec<u64>> {
    let (rows, pivots) = reduced(rows, columns);
    let free = (0..columns).filter(|column| !pivots.contains(column));
    let basis = free.map(|column| {
        let mut vector = vec![0; columns];
        vector[column] = 1;
        for (row, pivot) in rows.iter().zip(&pivots) {
            vector[*pivot] = (PRIME - row[column]) % PRIME;
        }
        vector
    });
    basis.collect()
}

fn rank(columns: &[usize], rows: &[Vec<u64>]) -> usize {
    let cut = rows.iter().map(|row| columns.iter().map(|column| row[*column]).collect()).collect();
    reduced(cut, columns.len()).1.len()
}

/// The reduced row echelon form without its empty rows, and the columns of its pivots.
fn reduced(mut rows: Vec<Vec<u64>>, columns: usize) -> (Vec<Vec<u64>>, Vec<usize>) {
    let mut pivots = Vec::new();
    for column in 0..columns {
        let done = pivots.len();
        let Some(found) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, found);
        let inverse = power(rows[done][column], PRIME - 2);
        rows[done].iter_mut().for_each(|number| *number = *number * inverse % PRIME);
        let pivot = rows[done].clone();
        for row in rows.iter_mut().enumerate().filter(|(row, _)| *row != done).map(|(_, row)| row) {
            let times = PRIME - row[column];
            row.iter_mut().zip(&pivot).for_each(|(number, pivot)| *number = (*number + times * pivot) % PRIME);
        }
        pivots.push(column);
    }
    rows.truncate(pivots.len());
    (rows, pivots)
}

fn power(base: u64, exponent: u64) -> u64 {
    if exponent == 0 {
        return 1;
    }
    let half = power(base * base % PRIME, exponent / 2);
    if exponent % 2 == 1 { half * base % PRIME } else { half }
}

#[test]
fn a_small_difference_is_found_directly_and_around_corners() {
    let (eight, three) = (0b1111_1111, 0b111_0000_0000);
    assert_eq!(derivable(&[eight | three], 5), None);
    assert_eq!(derivable(&[eight | three, eight], 5), Some(three), "the whole less a team");
    // Two teams of six, two zones of six: five of the first team and one of the second are in the first zone.
    let teams = [0b11_1111, 0b1111_1100_0000];
    let zones = [0b101_1111, 0b1111_1010_0000];
    assert_eq!(derivable(&teams, 5), None);
    assert_eq!(derivable(&[teams[0], teams[1], zones[0]], 5), Some(0b110_0000), "a team less a zone");
    // The sums over three pairs of sets of five give each set (by adding two and taking away the third, halved).
    let (a, b, c) = (0b1_1111, 0b1_1111 << 5, 0b1 << 10);
    assert_eq!(derivable(&[a | b, b | c, a | c], 5), Some(c));
}
