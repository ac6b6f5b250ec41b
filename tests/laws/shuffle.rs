//! A lock in another order.

use toml::{Table, Value};

/// The same lock, with everything that has no order of its own in another.
pub(crate) fn shuffled(lock: &str, seed: u64) -> String {
    let mut lock: Table = toml::from_str(lock).expect("the lock is TOML");
    let mut shuffler = Shuffler(seed);
    if let Some(Value::Table(manifest)) = lock.get_mut("manifest") {
        manifest.iter_mut().for_each(|(_, value)| shuffler.shuffle(value));
    }
    for key in ["package", "distribution", "supported-markers", "conflicts"] {
        if let Some(entries) = lock.get_mut(key) {
            shuffler.shuffle(entries);
        }
    }
    toml::to_string(&lock).expect("a table is TOML")
}

/// Steps of a linear congruential generator.
struct Shuffler(u64);

impl Shuffler {
    /// Every array in it.
    fn shuffle(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                for last in (1..items.len()).rev() {
                    items.swap(last, self.below(last + 1));
                }
                for item in items {
                    self.shuffle(item);
                }
            }
            Value::Table(table) => table.iter_mut().for_each(|(_, value)| self.shuffle(value)),
            _ => {}
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = usize::try_from(self.0 >> 33).expect("31 bits fit");
        number % bound
    }
}
