//! Suggestions for misspelt names.

/// Names longer than this are neither compared nor suggested.
const LONGEST: usize = 64;

/// The maximum number of pairs of characters compared, over all candidates. This takes about a millisecond; remaining
/// candidates are ignored, so a miss costs no more, however many names there are.
const PAIRS: usize = 200_000;

/// The maximum number of suggestions.
const SUGGESTED: usize = 3;

/// The candidates nearest to `asked`, the nearest first: at a distance of at most a third of its bytes, or one, and
/// less than its length.
///
/// The distance is optimal string alignment (an insertion, deletion, replacement or swap of neighbours counts one),
/// ignoring case. The cost is about the product of the two lengths for each candidate of a similar length.
pub(crate) fn nearest<'a>(asked: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut limit = ((asked.len() / 3).max(1) + 1).min(asked.len());
    let mut pairs = 0;
    for name in candidates {
        if pairs > PAIRS {
            break;
        }
        // A candidate with a very different length costs a look at its length.
        let is_compared = name.len().abs_diff(asked.len()) < limit;
        pairs += if is_compared { name.len().min(LONGEST) * asked.len().min(LONGEST) / 2 } else { 1 };
        if let Some(distance) = distance_below(asked.as_bytes(), name.as_bytes(), limit) {
            let place = found.partition_point(|&(other, _)| other <= distance);
            found.insert(place, (distance, name));
            found.truncate(SUGGESTED);
            if found.len() == SUGGESTED {
                limit = found[SUGGESTED - 1].0;
            }
        }
    }
    found.into_iter().map(|(_, name)| name).collect()
}

/// The distance of two names if it is below `limit`.
fn distance_below(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) >= limit {
        return None;
    }
    let same = |x: u8, y: u8| x.eq_ignore_ascii_case(&y);
    let mut before_last = [0; LONGEST + 1];
    let mut last: [usize; LONGEST + 1] = std::array::from_fn(|column| column);
    for (row, &x) in (1..).zip(a) {
        let mut current = [row; LONGEST + 1];
        for (column, &y) in (1..).zip(b) {
            let replaced = last[column - 1] + usize::from(!same(x, y));
            let mut distance = replaced.min(last[column] + 1).min(current[column - 1] + 1);
            if row > 1 && column > 1 && same(x, b[column - 2]) && same(a[row - 2], y) {
                distance = distance.min(before_last[column - 2] + 1);
            }
            current[column] = distance;
        }
        if current[..=b.len()].iter().min()? >= &limit {
            return None;
        }
        (before_last, last) = (last, current);
    }
    Some(last[b.len()]).filter(|&distance| distance < limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> Option<usize> {
        distance_below(a.as_bytes(), b.as_bytes(), usize::MAX)
    }

    #[test]
    fn edits_and_swaps_count_one_each() {
        assert_eq!(distance("name", "name"), Some(0));
        assert_eq!(distance("nmae", "name"), Some(1));
        assert_eq!(distance("names", "name"), Some(1));
        assert_eq!(distance("", "abc"), Some(3));
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("USER", "user"), Some(0));
    }

    #[test]
    fn a_name_that_is_too_long_is_far_from_all() {
        let (longest, longer) = ("x".repeat(LONGEST), "x".repeat(LONGEST + 1));
        assert_eq!(distance(&longest, &longest), Some(0));
        assert_eq!(distance(&longest, &longer), None);
        assert_eq!(distance(&longer, &longest), None);
    }

    #[test]
    fn the_nearest_come_first_and_what_is_far_is_not_suggested() {
        let nearest = |asked| nearest(asked, ["name", "email", "posts", "names", "game", "fame"].into_iter());
        assert_eq!(nearest("nmae"), ["name"]);
        assert_eq!(nearest("namess"), ["names", "name"]);
        assert_eq!(nearest("emial"), ["email"]);
        assert_eq!(nearest("followers"), [""; 0]);
        assert_eq!(nearest("x"), [""; 0]);
        assert_eq!(nearest(&"x".repeat(1_000)), [""; 0]);
    }
}
