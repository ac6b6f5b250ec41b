//! The layout of a picture with few crossing arrows: layers from left to right.
//!
//! The algorithm of Sugiyama, Tagawa and Toda (1981): arrows that close a cycle are reversed, each package
//! is to the right of all packages that require it, and the order in a layer follows the positions of the
//! neighbours.

/// The number of passes that improve the order in the layers.
const ROUNDS: usize = 12;

/// The position of a node: its layer, and its row in the layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Position {
    pub layer: usize,
    pub row: f64,
}

/// The positions of `count` nodes with these arrows.
pub(super) fn positions(count: usize, arrows: &[(usize, usize)]) -> Vec<Position> {
    let arrows = without_cycles(count, arrows);
    let layer_of = layers(count, &arrows);
    let neighbours = neighbours(count, &arrows);
    let depth = layer_of.iter().max().map_or(0, |deepest| deepest + 1);
    let mut layers = vec![Vec::new(); depth];
    for (node, &layer) in layer_of.iter().enumerate() {
        layers[layer].push(node);
    }
    let mut rows = vec![0.0; count];
    for layer in &layers {
        place(layer, &mut rows, |_| 0.0);
    }
    let mut wanted = vec![0.0; count];
    for round in 0..ROUNDS {
        let order: Vec<usize> =
            if round % 2 == 0 { (0..depth).collect() } else { (0..depth).rev().collect() };
        for index in order {
            let layer = &mut layers[index];
            for &node in &*layer {
                let mean = mean(&neighbours[node], &rows);
                wanted[node] = if mean.is_nan() { 0.0 } else { mean };
            }
            layer.sort_by(|&left, &right| wanted[left].total_cmp(&wanted[right]));
            place(layer, &mut rows, |node| wanted[node]);
        }
    }
    let top = rows.iter().copied().fold(f64::INFINITY, f64::min);
    let position = |node: usize| Position { layer: layer_of[node], row: rows[node] - top };
    (0..count).map(position).collect()
}

/// The arrows, with those reversed that close a cycle.
fn without_cycles(count: usize, arrows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut out = vec![Vec::new(); count];
    let mut is_needed = vec![false; count];
    for &(from, to) in arrows {
        out[from].push(to);
        is_needed[to] = true;
    }
    let mut states = vec![State::New; count];
    let mut turned = Vec::with_capacity(arrows.len());
    let roots = (0..count).filter(|&node| !is_needed[node]);
    for start in roots.chain(0..count) {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut stack = vec![(start, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let Some(&to) = out[*node].get(*next) else {
                states[*node] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let from = *node;
            turned.push(if states[to] == State::Open { (to, from) } else { (from, to) });
            if states[to] == State::New {
                states[to] = State::Open;
                stack.push((to, 0));
            }
        }
    }
    turned.retain(|(from, to)| from != to);
    turned
}

/// The length of the longest path to each node.
fn layers(count: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let mut out = vec![Vec::new(); count];
    let mut open = vec![0_usize; count];
    for &(from, to) in arrows {
        out[from].push(to);
        open[to] += 1;
    }
    let mut layers = vec![0; count];
    let mut ready: Vec<usize> = (0..count).filter(|&node| open[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &to in &out[node] {
            layers[to] = layers[to].max(layers[node] + 1);
            open[to] -= 1;
            if open[to] == 0 {
                ready.push(to);
            }
        }
    }
    layers
}

fn neighbours(count: usize, arrows: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for &(from, to) in arrows {
        neighbours[from].push(to);
        neighbours[to].push(from);
    }
    neighbours
}

#[allow(clippy::cast_precision_loss, reason = "no picture has that many rows")]
fn mean(nodes: &[usize], rows: &[f64]) -> f64 {
    nodes.iter().map(|&node| rows[node]).sum::<f64>() / nodes.len() as f64
}

/// Gives a layer, from top to bottom, rows that are at least one apart, and in the middle as near to the
/// `wanted` ones as that allows.
#[allow(clippy::cast_precision_loss, reason = "no picture has that many rows")]
fn place(layer: &[usize], rows: &mut [f64], wanted: impl Fn(usize) -> f64) {
    let mut next = f64::NEG_INFINITY;
    let mut shift = 0.0;
    for &node in layer {
        let row = wanted(node).max(next);
        rows[node] = row;
        shift += row - wanted(node);
        next = row + 1.0;
    }
    let shift = if layer.is_empty() { 0.0 } else { shift / layer.len() as f64 };
    for &node in layer {
        rows[node] -= shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_stands_right_of_all_that_need_it() {
        let arrows = [(0, 1), (0, 2), (1, 2), (2, 3)];
        let layers: Vec<_> = positions(4, &arrows).iter().map(|it| it.layer).collect();
        assert_eq!(layers, [0, 1, 2, 3]);
    }

    #[test]
    fn a_cycle_has_places_too() {
        let positions = positions(3, &[(0, 1), (1, 2), (2, 1), (2, 2)]);
        let layers: Vec<_> = positions.iter().map(|it| it.layer).collect();
        assert_eq!(layers, [0, 1, 2]);
    }

    #[test]
    fn no_two_in_a_layer_share_a_row() {
        let arrows: Vec<_> = (1..20).map(|node| (0, node)).collect();
        let mut rows: Vec<_> = positions(20, &arrows)[1..].iter().map(|it| it.row).collect();
        rows.sort_by(f64::total_cmp);
        assert!(rows.windows(2).all(|pair| pair[1] - pair[0] > 0.99), "{rows:?}");
    }
}
