//! The fields that can be asked for: names, kinds, and where they lie in a record.

use std::borrow::Cow;

/// What a field's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A text.
    Text,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A time in RFC 3339.
    Time,
    /// `latitude,longitude`.
    Place,
}

/// A field of a record: `Size`, `Labels.LabelName`, `CustomLabels.colour`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaField {
    name: Cow<'static, str>,
    kind: FieldKind,
    is_sortable: bool,
}

/// Scalars at the top level of a record.
const TOP: &[(&str, FieldKind)] = {
    use FieldKind::{Integer, Number, Place, Text, Time};
    &[
        ("AccessControlAllowOrigin", Text),
        ("AccessControlRequestMethod", Text),
        ("Album", Text),
        ("AlbumArtist", Text),
        ("Artist", Text),
        ("Bitrate", Integer),
        ("CacheControl", Text),
        ("Composer", Text),
        ("ContentDisposition", Text),
        ("ContentEncoding", Text),
        ("ContentLanguage", Text),
        ("ContentMd5", Text),
        ("ContentType", Text),
        ("CreateTime", Time),
        ("CustomId", Text),
        ("Duration", Number),
        ("ETag", Text),
        ("EXIF", Text),
        ("FigureCount", Integer),
        ("FileAccessTime", Time),
        ("FileCreateTime", Time),
        ("FileHash", Text),
        ("FileModifiedTime", Time),
        ("Filename", Text),
        ("FormatLongName", Text),
        ("FormatName", Text),
        ("ImageHeight", Integer),
        ("ImageWidth", Integer),
        ("Language", Text),
        ("LatLong", Place),
        ("MediaType", Text),
        ("OCRTexts", Text),
        ("OSSCRC64", Text),
        ("OSSExpiration", Time),
        ("OSSObjectType", Text),
        ("OSSStorageClass", Text),
        ("OSSTaggingCount", Integer),
        ("OSSURI", Text),
        ("OSSVersionId", Text),
        ("ObjectACL", Text),
        ("ObjectId", Text),
        ("ObjectStatus", Text),
        ("ObjectType", Text),
        ("Orientation", Integer),
        ("OwnerId", Text),
        ("PageCount", Integer),
        ("Performer", Text),
        ("ProduceTime", Time),
        ("ProgramCount", Integer),
        ("Reason", Text),
        ("ServerSideDataEncryption", Text),
        ("ServerSideEncryption", Text),
        ("ServerSideEncryptionCustomerAlgorithm", Text),
        ("ServerSideEncryptionKeyId", Text),
        ("Size", Integer),
        ("StartTime", Number),
        ("StreamCount", Integer),
        ("Timezone", Text),
        ("Title", Text),
        ("TravelClusterId", Text),
        ("URI", Text),
        ("UpdateTime", Time),
        ("VideoHeight", Integer),
        ("VideoWidth", Integer),
    ]
};

/// Scalars within objects and arrays of a record.
const INNER: &[(&str, FieldKind)] = {
    use FieldKind::{Integer, Number, Text};
    &[
        ("Addresses.AddressLine", Text),
        ("Addresses.City", Text),
        ("Addresses.Country", Text),
        ("Addresses.District", Text),
        ("Addresses.Language", Text),
        ("Addresses.Province", Text),
        ("Addresses.Township", Text),
        ("AudioCovers.CroppingSuggestions.AspectRatio", Text),
        ("AudioCovers.CroppingSuggestions.Boundary.Height", Integer),
        ("AudioCovers.CroppingSuggestions.Boundary.Left", Integer),
        ("AudioCovers.CroppingSuggestions.Boundary.Top", Integer),
        ("AudioCovers.CroppingSuggestions.Boundary.Width", Integer),
        ("AudioCovers.CroppingSuggestions.Confidence", Number),
        ("AudioCovers.EXIF", Text),
        ("AudioCovers.ImageHeight", Integer),
        ("AudioCovers.ImageScore.OverallQualityScore", Number),
        ("AudioCovers.ImageWidth", Integer),
        ("AudioCovers.OCRContents.Boundary.Height", Integer),
        ("AudioCovers.OCRContents.Boundary.Left", Integer),
        ("AudioCovers.OCRContents.Boundary.Top", Integer),
        ("AudioCovers.OCRContents.Boundary.Width", Integer),
        ("AudioCovers.OCRContents.Confidence", Number),
        ("AudioCovers.OCRContents.Contents", Text),
        ("AudioCovers.OCRContents.Language", Text),
        ("AudioStreams.Bitrate", Integer),
        ("AudioStreams.ChannelLayout", Text),
        ("AudioStreams.Channels", Integer),
        ("AudioStreams.CodecLongName", Text),
        ("AudioStreams.CodecName", Text),
        ("AudioStreams.CodecTag", Text),
        ("AudioStreams.CodecTagString", Text),
        ("AudioStreams.CodecTimeBase", Text),
        ("AudioStreams.Duration", Number),
        ("AudioStreams.FrameCount", Integer),
        ("AudioStreams.Index", Integer),
        ("AudioStreams.Language", Text),
        ("AudioStreams.Lyric", Text),
        ("AudioStreams.SampleFormat", Text),
        ("AudioStreams.SampleRate", Integer),
        ("AudioStreams.StartTime", Number),
        ("AudioStreams.TimeBase", Text),
        ("CroppingSuggestions.AspectRatio", Text),
        ("CroppingSuggestions.Boundary.Height", Integer),
        ("CroppingSuggestions.Boundary.Left", Integer),
        ("CroppingSuggestions.Boundary.Polygon.X", Integer),
        ("CroppingSuggestions.Boundary.Polygon.Y", Integer),
        ("CroppingSuggestions.Boundary.Top", Integer),
        ("CroppingSuggestions.Boundary.Width", Integer),
        ("CroppingSuggestions.Confidence", Number),
        ("Elements.ElementContents.Content", Text),
        ("Elements.ElementContents.TimeRange", Integer),
        ("Elements.ElementContents.Type", Text),
        ("Elements.ElementContents.URL", Text),
        ("Elements.ElementRelations.ObjectId", Text),
        ("Elements.ElementRelations.Type", Text),
        ("Elements.ElementType", Text),
        ("Elements.ObjectId", Text),
        ("Elements.SemanticSimilarity", Number),
        ("Figures.Age", Integer),
        ("Figures.AgeSD", Number),
        ("Figures.Attractive", Number),
        ("Figures.Beard", Text),
        ("Figures.BeardConfidence", Number),
        ("Figures.Boundary.Height", Integer),
        ("Figures.Boundary.Left", Integer),
        ("Figures.Boundary.Polygon.X", Integer),
        ("Figures.Boundary.Polygon.Y", Integer),
        ("Figures.Boundary.Top", Integer),
        ("Figures.Boundary.Width", Integer),
        ("Figures.Emotion", Text),
        ("Figures.EmotionConfidence", Number),
        ("Figures.FaceQuality", Number),
        ("Figures.FigureClusterConfidence", Number),
        ("Figures.FigureClusterId", Text),
        ("Figures.FigureConfidence", Number),
        ("Figures.FigureId", Text),
        ("Figures.FigureType", Text),
        ("Figures.Gender", Text),
        ("Figures.GenderConfidence", Number),
        ("Figures.Glasses", Text),
        ("Figures.GlassesConfidence", Number),
        ("Figures.Hat", Text),
        ("Figures.HatConfidence", Number),
        ("Figures.HeadPose.Pitch", Number),
        ("Figures.HeadPose.Roll", Number),
        ("Figures.HeadPose.Yaw", Number),
        ("Figures.Mask", Text),
        ("Figures.MaskConfidence", Number),
        ("Figures.Mouth", Text),
        ("Figures.MouthConfidence", Number),
        ("Figures.Sharpness", Number),
        ("ImageScore.OverallQualityScore", Number),
        ("Insights.Image.Caption", Text),
        ("Insights.Image.Description", Text),
        ("Insights.Video.Caption", Text),
        ("Insights.Video.Description", Text),
        ("Labels.CentricScore", Number),
        ("Labels.Clips.TimeRange", Integer),
        ("Labels.LabelAlias", Text),
        ("Labels.LabelConfidence", Number),
        ("Labels.LabelLevel", Integer),
        ("Labels.LabelName", Text),
        ("Labels.Language", Text),
        ("Labels.ParentLabelName", Text),
        ("OCRContents.Boundary.Height", Integer),
        ("OCRContents.Boundary.Left", Integer),
        ("OCRContents.Boundary.Polygon.X", Integer),
        ("OCRContents.Boundary.Polygon.Y", Integer),
        ("OCRContents.Boundary.Top", Integer),
        ("OCRContents.Boundary.Width", Integer),
        ("OCRContents.Confidence", Number),
        ("OCRContents.Contents", Text),
        ("OCRContents.Language", Text),
        ("SceneElements.FrameTimes", Integer),
        ("SceneElements.Labels.CentricScore", Number),
        ("SceneElements.Labels.LabelAlias", Text),
        ("SceneElements.Labels.LabelConfidence", Number),
        ("SceneElements.Labels.LabelLevel", Integer),
        ("SceneElements.Labels.LabelName", Text),
        ("SceneElements.Labels.Language", Text),
        ("SceneElements.Labels.ParentLabelName", Text),
        ("SceneElements.TimeRange", Integer),
        ("SceneElements.VideoStreamIndex", Integer),
        ("SemanticTypes", Text),
        ("Subtitles.Bitrate", Integer),
        ("Subtitles.CodecLongName", Text),
        ("Subtitles.CodecName", Text),
        ("Subtitles.CodecTag", Text),
        ("Subtitles.CodecTagString", Text),
        ("Subtitles.Content", Text),
        ("Subtitles.Duration", Number),
        ("Subtitles.Height", Integer),
        ("Subtitles.Index", Integer),
        ("Subtitles.Language", Text),
        ("Subtitles.StartTime", Number),
        ("Subtitles.Width", Integer),
        ("VideoStreams.AverageFrameRate", Text),
        ("VideoStreams.BitDepth", Integer),
        ("VideoStreams.Bitrate", Integer),
        ("VideoStreams.CodecLongName", Text),
        ("VideoStreams.CodecName", Text),
        ("VideoStreams.CodecTag", Text),
        ("VideoStreams.CodecTagString", Text),
        ("VideoStreams.CodecTimeBase", Text),
        ("VideoStreams.ColorPrimaries", Text),
        ("VideoStreams.ColorRange", Text),
        ("VideoStreams.ColorSpace", Text),
        ("VideoStreams.ColorTransfer", Text),
        ("VideoStreams.DisplayAspectRatio", Text),
        ("VideoStreams.Duration", Number),
        ("VideoStreams.FrameCount", Integer),
        ("VideoStreams.FrameRate", Text),
        ("VideoStreams.HasBFrames", Integer),
        ("VideoStreams.Height", Integer),
        ("VideoStreams.Index", Integer),
        ("VideoStreams.Language", Text),
        ("VideoStreams.Level", Integer),
        ("VideoStreams.PixelFormat", Text),
        ("VideoStreams.Profile", Text),
        ("VideoStreams.Rotate", Text),
        ("VideoStreams.SampleAspectRatio", Text),
        ("VideoStreams.StartTime", Number),
        ("VideoStreams.TimeBase", Text),
        ("VideoStreams.Width", Integer),
    ]
};

/// Arrays of a record, those within arrays with their whole paths.
const ARRAYS: &[&str] = &[
    "Addresses",
    "AudioCovers",
    "AudioCovers.CroppingSuggestions",
    "AudioCovers.CroppingSuggestions.Boundary.Polygon",
    "AudioCovers.OCRContents",
    "AudioCovers.OCRContents.Boundary.Polygon",
    "AudioStreams",
    "CroppingSuggestions",
    "CroppingSuggestions.Boundary.Polygon",
    "Elements",
    "Elements.ElementContents",
    "Elements.ElementContents.TimeRange",
    "Elements.ElementRelations",
    "Figures",
    "Figures.Boundary.Polygon",
    "Labels",
    "Labels.Clips",
    "Labels.Clips.TimeRange",
    "OCRContents",
    "OCRContents.Boundary.Polygon",
    "SceneElements",
    "SceneElements.FrameTimes",
    "SceneElements.Labels",
    "SceneElements.Labels.Clips",
    "SceneElements.TimeRange",
    "SemanticTypes",
    "Subtitles",
    "VideoStreams",
];

/// Maps of a record from names that clients choose to texts.
const MAPS: &[&str] = &["CustomLabels", "OSSTagging", "OSSUserMeta"];

/// The longest name of an entry of a map, in bytes.
const MAP_KEY_MAX: usize = 1024;

impl MediaField {
    /// The field of this name; `None` when records have no such field, or it is not a scalar.
    pub fn named(name: &str) -> Option<Self> {
        let found = TOP.iter().chain(INNER).find(|(known, _)| *known == name);
        if let Some((name, kind)) = found {
            let within_array = ARRAYS.iter().any(|array| is_within(name, array));
            return Some(Self { name: Cow::Borrowed(name), kind: *kind, is_sortable: !within_array });
        }
        let (map, key) = name.split_once('.')?;
        let is_entry = MAPS.contains(&map) && !key.is_empty() && key.len() <= MAP_KEY_MAX;
        is_entry.then(|| Self { name: Cow::Owned(name.to_owned()), kind: FieldKind::Text, is_sortable: true })
    }

    /// Whether there is an array of this name, for [`super::Condition::Nested`].
    pub fn is_array(name: &str) -> bool {
        ARRAYS.contains(&name)
    }

    /// Its name, as clients write it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its values are.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// Whether a file has one value of it at most.
    pub fn is_sortable(&self) -> bool {
        self.is_sortable
    }

    /// Whether it lies within this array.
    pub fn is_within(&self, array: &str) -> bool {
        is_within(&self.name, array)
    }

    /// The names on the way to it. That of an entry of a map is one, whatever dots it has.
    pub fn path(&self) -> Vec<&str> {
        match self.name.split_once('.') {
            Some((map, key)) if MAPS.contains(&map) => vec![map, key],
            _ => self.name.split('.').collect(),
        }
    }

    /// Its place among the scalars at the top level of a record, which have a column each; `None` for others.
    pub fn column(&self) -> Option<usize> {
        TOP.iter().position(|(known, _)| *known == self.name)
    }

    /// The scalars at the top level of a record, by their places.
    pub fn top() -> impl Iterator<Item = (&'static str, FieldKind)> {
        TOP.iter().copied()
    }
}

fn is_within(name: &str, array: &str) -> bool {
    name.strip_prefix(array).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name() {
        let field = |name: &str| MediaField::named(name).expect("a field");
        assert_eq!((field("Size").kind(), field("Size").is_sortable()), (FieldKind::Integer, true));
        assert!(
            !field("Labels.LabelName").is_sortable() && field("ImageScore.OverallQualityScore").is_sortable()
        );
        assert_eq!(field("CustomLabels.a.b").path(), ["CustomLabels", "a.b"]);
        assert_eq!(field("Figures.HeadPose.Yaw").path(), ["Figures", "HeadPose", "Yaw"]);
        for unknown in ["", "size", "Labels", "CustomLabels", "CustomLabels.", "Labels.Nothing"] {
            assert_eq!(MediaField::named(unknown), None, "{unknown}");
        }
        assert!(MediaField::is_array("Labels") && !MediaField::is_array("CustomLabels"));
    }
}
