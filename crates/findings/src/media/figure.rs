//! People and faces in a picture.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::Boundary;

/// Where a head is turned to, in degrees.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadPose {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pitch: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yaw: Option<f64>,
}

/// A person or a face.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Figure {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    #[serde(rename = "AgeSD", default, skip_serializing_if = "Option::is_none")]
    pub age_sd: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attractive: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beard: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beard_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face_quality: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_cluster_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_cluster_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glasses: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glasses_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hat_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_pose: Option<HeadPose>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mouth: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mouth_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharpness: Option<f64>,
}
