//! From a detector's boxes to figures.

use assay_findings::media::{Boundary, Figure, HeadPose};

use crate::{
    manifest::{BoxForm, FigureOutput, PictureInput, Units},
    network::Output,
    number::{confidence, real, whole},
    picture::Placement,
};

/// Boxes of a network's answer that are compared with each other: the surest.
const CANDIDATES_MAX: usize = 1000;

/// A box in a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) score: f32,
    /// Left, top, right, bottom.
    pub(crate) corners: [f32; 4],
    /// Eyes, nose, corners of the mouth.
    pub(crate) landmarks: Option<[[f32; 2]; 5]>,
}

/// A detector's answers.
pub(crate) struct Answer<'a> {
    pub(crate) boxes: &'a Output,
    pub(crate) scores: &'a Output,
    pub(crate) landmarks: Option<&'a Output>,
}

/// The figures that a detector is sure of, surest first, each once.
pub(crate) fn found(
    answer: &Answer<'_>,
    asked: &FigureOutput,
    input: &PictureInput,
    placement: &Placement,
    (width, height): (u32, u32),
) -> Result<Vec<Found>, String> {
    let count = answer.boxes.numbers.len() / 4;
    let classes = match answer.scores.numbers.len().checked_div(count) {
        Some(classes) if classes > 0 && classes * count == answer.scores.numbers.len() => classes,
        _ if count == 0 => return Ok(Vec::new()),
        _ => {
            let scores = answer.scores.numbers.len();
            return Err(format!("it answers {scores} scores for {count} boxes"));
        }
    };
    let class = asked.class.unwrap_or(classes - 1);
    if class >= classes {
        return Err(format!("`figures.class` is {class}, and it answers {classes} scores a box"));
    }
    if answer.landmarks.is_some_and(|landmarks| landmarks.numbers.len() != count * 10) {
        return Err("it does not answer ten numbers of landmarks for each box".to_owned());
    }
    let scores = answer.scores.numbers.iter().skip(class).step_by(classes).copied();
    let mut sure: Vec<_> =
        scores.enumerate().filter(|(_, score)| score.is_finite() && *score >= asked.threshold).collect();
    sure.sort_by(|a, b| b.1.total_cmp(&a.1));
    sure.truncate(CANDIDATES_MAX);

    let unit = match asked.units {
        Units::Relative => [real(input.width), real(input.height)],
        Units::Pixels => [1.0; 2],
    };
    let place = |x: f32, y: f32| placement.point([x * unit[0], y * unit[1]]);
    let mut kept: Vec<Found> = Vec::new();
    for (at, score) in sure {
        let Some(&[a, b, c, d]) = answer.boxes.numbers.get(at * 4..at * 4 + 4) else { continue };
        let [left, top, right, bottom] = match asked.form {
            BoxForm::Corners => [a, b, c, d],
            BoxForm::Centre => [a - c / 2.0, b - d / 2.0, a + c / 2.0, b + d / 2.0],
        };
        let ([left, top], [right, bottom]) = (place(left, top), place(right, bottom));
        let corners = [
            left.clamp(0.0, real(width)),
            top.clamp(0.0, real(height)),
            right.clamp(0.0, real(width)),
            bottom.clamp(0.0, real(height)),
        ];
        // Not a number, or without an inside.
        let has_area = corners[2] - corners[0] >= 1.0 && corners[3] - corners[1] >= 1.0;
        if !has_area || kept.iter().any(|other| overlap(other.corners, corners) > asked.overlap) {
            continue;
        }
        let landmarks = answer.landmarks.and_then(|all| points(all.numbers.get(at * 10..at * 10 + 10)?));
        let landmarks = landmarks.map(|points| points.map(|[x, y]| place(x, y)));
        kept.push(Found { score, corners, landmarks });
        if kept.len() == asked.most {
            break;
        }
    }
    Ok(kept)
}

fn points(numbers: &[f32]) -> Option<[[f32; 2]; 5]> {
    if numbers.iter().any(|number| !number.is_finite()) {
        return None;
    }
    let (pairs, _) = numbers.as_chunks::<2>();
    pairs.try_into().ok()
}

/// The area that two boxes share, as a part of what they cover together.
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |[left, top, right, bottom]: [f32; 4]| (right - left).max(0.0) * (bottom - top).max(0.0);
    let shared = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    shared / (area(a) + area(b) - shared).max(f32::MIN_POSITIVE)
}

impl Found {
    /// As clients see it.
    pub(crate) fn figure(&self, kind: &str, (width, height): (u32, u32)) -> Figure {
        let [left, top, right, bottom] = self.corners;
        let (x, y) = (whole(left, 0, width), whole(top, 0, height));
        Figure {
            figure_type: Some(kind.to_owned()),
            figure_confidence: Some(confidence(self.score)),
            boundary: Some(Boundary {
                left: Some(x),
                top: Some(y),
                width: Some(whole(right, 0, width) - x),
                height: Some(whole(bottom, 0, height) - y),
                polygon: None,
            }),
            head_pose: self.landmarks.map(|[left_eye, right_eye, ..]| {
                let roll = (right_eye[1] - left_eye[1]).atan2(right_eye[0] - left_eye[0]).to_degrees();
                HeadPose { roll: Some((f64::from(roll) * 10.0).round() / 10.0), ..HeadPose::default() }
            }),
            ..Figure::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::manifest::{Manifest, PictureInput};

    fn asked() -> (PictureInput, FigureOutput) {
        let text = "task = 'figures'\nfile = 'a.onnx'\n[picture]\nwidth = 10\nheight = 10\n\
            [figures]\nboxes = 'b'\nscores = 's'";
        let Ok(Manifest::Figures { picture, figures, .. }) = Manifest::parse(text) else { panic!("figures") };
        (picture, figures)
    }

    fn output(numbers: &[f32]) -> Output {
        Output { shape: vec![numbers.len()], numbers: numbers.to_vec() }
    }

    fn seen(boxes: &[f32], scores: &[f32], asked: &FigureOutput) -> Result<Vec<Found>, String> {
        let (input, _) = self::asked();
        let placement = Placement { scale: [10.0, 20.0], offset: [0.0; 2] };
        let answer = Answer { boxes: &output(boxes), scores: &output(scores), landmarks: None };
        found(&answer, asked, &input, &placement, (100, 200))
    }

    #[test]
    fn one_figure_is_told_once_in_the_pictures_pixels() {
        let boxes = [0.1, 0.1, 0.5, 0.5, 0.12, 0.1, 0.5, 0.5, 0.6, 0.6, 0.9, 2.0, 0.0, 0.0, 0.1, 0.1];
        let scores = [0.2, 0.8, 0.1, 0.9, 0.3, 0.7, 0.9, 0.1];
        let (_, asked) = asked();
        let found = seen(&boxes, &scores, &asked).expect("figures");
        assert_eq!(found.len(), 2);
        let figure = found[0].figure("face", (100, 200));
        let boundary = figure.boundary.expect("a box");
        assert_eq!(
            (boundary.left, boundary.top, boundary.width, boundary.height),
            (Some(12), Some(20), Some(38), Some(80))
        );
        assert_eq!(figure.figure_confidence, Some(0.9));
        assert!(found[1].corners[3] <= 200.0, "within the picture");
    }

    #[test]
    fn what_does_not_fit_together_is_said() {
        let (_, asked) = asked();
        assert!(seen(&[0.0; 8], &[0.5; 3], &asked).is_err());
        assert!(seen(&[0.0; 4], &[0.5; 2], &FigureOutput { class: Some(2), ..asked.clone() }).is_err());
        assert_eq!(seen(&[], &[], &asked), Ok(Vec::new()));
    }

    proptest! {
        #[test]
        fn any_answer_gives_boxes_within_the_picture(
            rows in prop::collection::vec((any::<[f32; 4]>(), any::<f32>()), 0..40),
            form in prop::sample::select(vec![BoxForm::Corners, BoxForm::Centre]),
        ) {
            let (_, asked) = asked();
            let asked = FigureOutput { form, units: Units::Pixels, threshold: 0.0, ..asked };
            let boxes: Vec<_> = rows.iter().flat_map(|(corners, _)| *corners).collect();
            let scores: Vec<_> = rows.iter().map(|(_, score)| *score).collect();
            for found in seen(&boxes, &scores, &asked).expect("figures") {
                let boundary = found.figure("face", (100, 200)).boundary.expect("a box");
                let at = |value: Option<i64>| value.expect("a number");
                prop_assert!(at(boundary.left) >= 0 && at(boundary.left) + at(boundary.width) <= 100);
                prop_assert!(at(boundary.top) >= 0 && at(boundary.top) + at(boundary.height) <= 200);
            }
        }
    }
}
