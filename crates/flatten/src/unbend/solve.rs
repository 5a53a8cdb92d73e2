//! Least squares of functions that are not linear (Levenberg, 1944; Marquardt, 1963), small and dense.

/// What is to be made small.
pub(super) trait Residuals {
    /// Appends the residuals of these numbers: always as many.
    fn of(&self, numbers: &[f64], residuals: &mut Vec<f64>);
}

/// Changes the numbers until the sum of the squares of the residuals is least, in as many rounds at most, and returns
/// that sum.
pub(super) fn minimise(problem: &impl Residuals, numbers: &mut [f64], rounds: usize) -> f64 {
    const STEP: f64 = 1e-5;
    let count = numbers.len();
    let evaluate = |numbers: &[f64]| {
        let mut residuals = Vec::new();
        problem.of(numbers, &mut residuals);
        residuals
    };
    let squares = |residuals: &[f64]| residuals.iter().map(|value| value * value).sum::<f64>();
    let mut residuals = evaluate(numbers);
    let mut cost = squares(&residuals);
    let mut damping = 1e-3;
    for _ in 0..rounds {
        let slopes: Vec<Vec<f64>> = (0..count)
            .map(|at| {
                let mut moved = numbers.to_vec();
                moved[at] += STEP;
                evaluate(&moved).iter().zip(&residuals).map(|(to, from)| (to - from) / STEP).collect()
            })
            .collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let normal: Vec<Vec<f64>> =
            slopes.iter().map(|a| slopes.iter().map(|b| product(a, b)).collect()).collect();
        let towards: Vec<f64> = slopes.iter().map(|a| -product(a, &residuals)).collect();
        let mut improved = None;
        for _ in 0..6 {
            let mut damped = normal.clone();
            for (at, row) in damped.iter_mut().enumerate() {
                row[at] += damping * (row[at] + 1e-9);
            }
            if let Some(step) = solve(damped, towards.clone()) {
                let moved: Vec<f64> = numbers.iter().zip(&step).map(|(number, step)| number + step).collect();
                let now = evaluate(&moved);
                let now_cost = squares(&now);
                if now_cost < cost {
                    improved = Some((moved, now, now_cost));
                    break;
                }
            }
            damping *= 6.0;
        }
        let Some((moved, now, now_cost)) = improved else { break };
        let gain = (cost - now_cost) / cost;
        numbers.copy_from_slice(&moved);
        (residuals, cost) = (now, now_cost);
        damping = (damping / 6.0).max(1e-9);
        if gain < 1e-4 {
            break;
        }
    }
    cost
}

/// Solves a system of linear equations by elimination with pivots; `None` when it has no one solution.
pub(super) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let count = right.len();
    for column in 0..count {
        let pivot =
            (column..count).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        let size = matrix[pivot][column].abs();
        if size.is_nan() || size <= 1e-14 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (upper, lower) = matrix.split_at_mut(column + 1);
        let first = &upper[column];
        for (below, row) in lower.iter_mut().enumerate() {
            let factor = row[column] / first[column];
            for (value, above) in row[column..].iter_mut().zip(&first[column..]) {
                *value -= factor * above;
            }
            right[column + 1 + below] -= factor * right[column];
        }
    }
    for row in (0..count).rev() {
        let known: f64 = (row + 1..count).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right.iter().all(|value| value.is_finite()).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Circle;

    impl Residuals for Circle {
        /// A circle's middle and radius, from four places on it.
        fn of(&self, numbers: &[f64], residuals: &mut Vec<f64>) {
            let places = [(5.0, 1.0), (1.0, 5.0), (-3.0, 1.0), (1.0, -3.0)];
            residuals
                .extend(places.map(|(x, y): (f64, f64)| (x - numbers[0]).hypot(y - numbers[1]) - numbers[2]));
        }
    }

    #[test]
    fn a_circle_is_found() {
        let mut numbers = [0.0, 0.0, 1.0];
        let cost = minimise(&Circle, &mut numbers, 50);
        assert!(cost < 1e-9, "{cost}");
        for (number, is) in numbers.iter().zip([1.0, 1.0, 4.0]) {
            assert!((number - is).abs() < 1e-4, "{numbers:?}");
        }
    }

    #[test]
    fn equations_without_a_solution_have_none() {
        assert_eq!(solve(vec![vec![1.0, 2.0], vec![2.0, 4.0]], vec![1.0, 1.0]), None);
        assert_eq!(solve(vec![vec![f64::NAN, 2.0], vec![2.0, 4.0]], vec![1.0, 1.0]), None);
        assert_eq!(solve(vec![vec![0.0, 2.0], vec![4.0, 0.0]], vec![2.0, 8.0]), Some(vec![2.0, 1.0]));
    }
}
