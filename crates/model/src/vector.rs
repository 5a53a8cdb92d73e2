//! Vectors: one of many, of length 1.

use assay_findings::media::Vector;

use crate::{
    manifest::{Pooling, VectorOutput},
    network::Output,
};

/// The most numbers of a vector.
const NUMBERS_MAX: usize = 8192;

/// What a network answered, as a vector; or why it is none. `used` are the tokens that are text: what a network
/// says about filling is not counted.
pub(crate) fn vector(output: &Output, asked: &VectorOutput, used: usize) -> Result<Vector, String> {
    let width = output.shape.last().copied().unwrap_or_default();
    let numbers = match asked.pooling {
        Pooling::None => output.numbers.clone(),
        Pooling::First => output.numbers.iter().take(width).copied().collect(),
        Pooling::Mean => mean(&output.numbers, width, used),
    };
    if numbers.is_empty() || numbers.len() > NUMBERS_MAX {
        return Err(format!("a vector has 1 to {NUMBERS_MAX} numbers, and this one {}", numbers.len()));
    }
    let numbers = unit(numbers).ok_or("the vector has no direction: it is zero or not a number")?;
    Ok(Vector { space: asked.space.clone(), numbers })
}

fn mean(numbers: &[f32], width: usize, used: usize) -> Vec<f32> {
    let mut sum = vec![0.0; width];
    for row in numbers.chunks_exact(width.max(1)).take(used) {
        for (total, number) in sum.iter_mut().zip(row) {
            *total += number;
        }
    }
    // Its length does not matter: it becomes 1.
    sum
}

/// The same direction with length 1.
pub(crate) fn unit(mut numbers: Vec<f32>) -> Option<Vec<f32>> {
    // Scaled first, so that squares neither overflow nor vanish.
    let largest = numbers.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
    if !largest.is_normal() || numbers.iter().any(|number| !number.is_finite()) {
        return None;
    }
    for number in &mut numbers {
        *number /= largest;
    }
    let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
    for number in &mut numbers {
        *number /= length;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(pooling: Pooling) -> VectorOutput {
        VectorOutput { output: None, space: "s".to_owned(), pooling }
    }

    #[test]
    fn many_become_one_as_asked() {
        let output = Output { shape: vec![1, 3, 2], numbers: vec![3.0, 4.0, 0.0, 5.0, 100.0, 0.0] };
        let first = vector(&output, &asked(Pooling::First), 2).expect("a vector");
        assert_eq!(first.numbers, [0.6, 0.8]);
        let mean = vector(&output, &asked(Pooling::Mean), 2).expect("a vector");
        assert!((mean.numbers[1] / mean.numbers[0] - 3.0).abs() < 1e-5, "the third token is filling");
        assert_eq!(vector(&output, &asked(Pooling::None), 2).expect("a vector").numbers.len(), 6);
    }

    #[test]
    fn what_has_no_direction_is_no_vector() {
        for numbers in [vec![], vec![0.0, 0.0], vec![f32::NAN], vec![1.0, f32::INFINITY]] {
            let output = Output { shape: vec![numbers.len()], numbers };
            assert!(vector(&output, &asked(Pooling::None), 1).is_err());
        }
    }

    proptest! {
        #[test]
        fn every_vector_has_length_one(numbers: Vec<f32>) {
            if let Some(unit) = unit(numbers) {
                let length: f32 = unit.iter().map(|number| number * number).sum();
                prop_assert!((length - 1.0).abs() < 1e-3, "{}", length);
            }
        }
    }
}
