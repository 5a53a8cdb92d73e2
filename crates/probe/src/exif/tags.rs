//! The names of tags: those of EXIF 2.32, TIFF 6.0 and DNG 1.6, as the hosted service and libexif write them.

/// Which directory a tag stands in: numbers mean different things in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Directory {
    /// The picture's own, also that of EXIF, and of a thumbnail.
    Picture,
    Gps,
    Interop,
}

/// A tag's name; `None` for a maker's own.
pub(crate) fn name(directory: Directory, tag: u16) -> Option<&'static str> {
    let table = match directory {
        Directory::Picture => PICTURE,
        Directory::Gps => GPS,
        Directory::Interop => INTEROP,
    };
    let at = table.binary_search_by_key(&tag, |(tag, _)| *tag).ok()?;
    table.get(at).map(|(_, name)| *name)
}

/// Sorted by number.
#[rustfmt::skip]
const PICTURE: &[(u16, &str)] = &[
    (0x000b, "ProcessingSoftware"), (0x00fe, "NewSubfileType"), (0x00ff, "SubfileType"), (0x0100, "ImageWidth"),
    (0x0101, "ImageLength"), (0x0102, "BitsPerSample"), (0x0103, "Compression"), (0x0106, "PhotometricInterpretation"),
    (0x0107, "Thresholding"), (0x0108, "CellWidth"), (0x0109, "CellLength"), (0x010a, "FillOrder"),
    (0x010d, "DocumentName"), (0x010e, "ImageDescription"), (0x010f, "Make"), (0x0110, "Model"),
    (0x0111, "StripOffsets"), (0x0112, "Orientation"), (0x0115, "SamplesPerPixel"), (0x0116, "RowsPerStrip"),
    (0x0117, "StripByteCounts"), (0x0118, "MinSampleValue"), (0x0119, "MaxSampleValue"), (0x011a, "XResolution"),
    (0x011b, "YResolution"), (0x011c, "PlanarConfiguration"), (0x011d, "PageName"), (0x011e, "XPosition"),
    (0x011f, "YPosition"), (0x0122, "GrayResponseUnit"), (0x0123, "GrayResponseCurve"), (0x0124, "T4Options"),
    (0x0125, "T6Options"), (0x0128, "ResolutionUnit"), (0x0129, "PageNumber"), (0x012d, "TransferFunction"),
    (0x0131, "Software"), (0x0132, "DateTime"), (0x013b, "Artist"), (0x013c, "HostComputer"), (0x013d, "Predictor"),
    (0x013e, "WhitePoint"), (0x013f, "PrimaryChromaticities"), (0x0140, "ColorMap"), (0x0141, "HalftoneHints"),
    (0x0142, "TileWidth"), (0x0143, "TileLength"), (0x0144, "TileOffsets"), (0x0145, "TileByteCounts"),
    (0x014a, "SubIFDs"), (0x014c, "InkSet"), (0x0152, "ExtraSamples"), (0x0153, "SampleFormat"),
    (0x0154, "SMinSampleValue"), (0x0155, "SMaxSampleValue"), (0x0156, "TransferRange"), (0x015b, "JPEGTables"),
    (0x0200, "JPEGProc"), (0x0201, "JPEGInterchangeFormat"), (0x0202, "JPEGInterchangeFormatLength"),
    (0x0203, "JPEGRestartInterval"), (0x0211, "YCbCrCoefficients"), (0x0212, "YCbCrSubSampling"),
    (0x0213, "YCbCrPositioning"), (0x0214, "ReferenceBlackWhite"), (0x02bc, "XMLPacket"), (0x4746, "Rating"),
    (0x4749, "RatingPercent"), (0x828d, "CFARepeatPatternDim"), (0x828e, "CFAPattern"), (0x828f, "BatteryLevel"),
    (0x8298, "Copyright"), (0x829a, "ExposureTime"), (0x829d, "FNumber"), (0x83bb, "IPTCNAA"),
    (0x8649, "ImageResources"), (0x8769, "ExifTag"), (0x8773, "InterColorProfile"), (0x8822, "ExposureProgram"),
    (0x8824, "SpectralSensitivity"), (0x8825, "GPSTag"), (0x8827, "ISOSpeedRatings"), (0x8828, "OECF"),
    (0x882a, "TimeZoneOffset"), (0x882b, "SelfTimerMode"), (0x8830, "SensitivityType"),
    (0x8831, "StandardOutputSensitivity"), (0x8832, "RecommendedExposureIndex"), (0x8833, "ISOSpeed"),
    (0x8834, "ISOSpeedLatitudeyyy"), (0x8835, "ISOSpeedLatitudezzz"), (0x9000, "ExifVersion"),
    (0x9003, "DateTimeOriginal"), (0x9004, "DateTimeDigitized"), (0x9010, "OffsetTime"),
    (0x9011, "OffsetTimeOriginal"), (0x9012, "OffsetTimeDigitized"), (0x9101, "ComponentsConfiguration"),
    (0x9102, "CompressedBitsPerPixel"), (0x9201, "ShutterSpeedValue"), (0x9202, "ApertureValue"),
    (0x9203, "BrightnessValue"), (0x9204, "ExposureBiasValue"), (0x9205, "MaxApertureValue"),
    (0x9206, "SubjectDistance"), (0x9207, "MeteringMode"), (0x9208, "LightSource"), (0x9209, "Flash"),
    (0x920a, "FocalLength"), (0x9214, "SubjectArea"), (0x9216, "TIFFEPStandardID"), (0x927c, "MakerNote"),
    (0x9286, "UserComment"), (0x9290, "SubSecTime"), (0x9291, "SubSecTimeOriginal"), (0x9292, "SubSecTimeDigitized"),
    (0x9400, "Temperature"), (0x9401, "Humidity"), (0x9402, "Pressure"), (0x9403, "WaterDepth"),
    (0x9404, "Acceleration"), (0x9405, "CameraElevationAngle"), (0x9c9b, "XPTitle"), (0x9c9c, "XPComment"),
    (0x9c9d, "XPAuthor"), (0x9c9e, "XPKeywords"), (0x9c9f, "XPSubject"), (0xa000, "FlashpixVersion"),
    (0xa001, "ColorSpace"), (0xa002, "PixelXDimension"), (0xa003, "PixelYDimension"), (0xa004, "RelatedSoundFile"),
    (0xa005, "InteroperabilityTag"), (0xa20b, "FlashEnergy"), (0xa20c, "SpatialFrequencyResponse"),
    (0xa20e, "FocalPlaneXResolution"), (0xa20f, "FocalPlaneYResolution"), (0xa210, "FocalPlaneResolutionUnit"),
    (0xa214, "SubjectLocation"), (0xa215, "ExposureIndex"), (0xa217, "SensingMethod"), (0xa300, "FileSource"),
    (0xa301, "SceneType"), (0xa302, "CFAPattern"), (0xa401, "CustomRendered"), (0xa402, "ExposureMode"),
    (0xa403, "WhiteBalance"), (0xa404, "DigitalZoomRatio"), (0xa405, "FocalLengthIn35mmFilm"),
    (0xa406, "SceneCaptureType"), (0xa407, "GainControl"), (0xa408, "Contrast"), (0xa409, "Saturation"),
    (0xa40a, "Sharpness"), (0xa40b, "DeviceSettingDescription"), (0xa40c, "SubjectDistanceRange"),
    (0xa420, "ImageUniqueID"), (0xa430, "CameraOwnerName"), (0xa431, "BodySerialNumber"),
    (0xa432, "LensSpecification"), (0xa433, "LensMake"), (0xa434, "LensModel"), (0xa435, "LensSerialNumber"),
    (0xa436, "ImageTitle"), (0xa437, "Photographer"), (0xa438, "ImageEditor"), (0xa439, "CameraFirmware"),
    (0xa43a, "RAWDevelopingSoftware"), (0xa43b, "ImageEditingSoftware"), (0xa43c, "MetadataEditingSoftware"),
    (0xa460, "CompositeImage"), (0xa461, "SourceImageNumberOfCompositeImage"),
    (0xa462, "SourceExposureTimesOfCompositeImage"), (0xa500, "Gamma"), (0xc4a5, "PrintImageMatching"),
    (0xc612, "DNGVersion"), (0xc613, "DNGBackwardVersion"), (0xc614, "UniqueCameraModel"),
    (0xc615, "LocalizedCameraModel"), (0xc61a, "BlackLevel"), (0xc61d, "WhiteLevel"), (0xc61e, "DefaultScale"),
    (0xc61f, "DefaultCropOrigin"), (0xc620, "DefaultCropSize"), (0xc621, "ColorMatrix1"), (0xc622, "ColorMatrix2"),
    (0xc623, "CameraCalibration1"), (0xc624, "CameraCalibration2"), (0xc627, "AnalogBalance"),
    (0xc628, "AsShotNeutral"), (0xc629, "AsShotWhiteXY"), (0xc62a, "BaselineExposure"), (0xc62b, "BaselineNoise"),
    (0xc62c, "BaselineSharpness"), (0xc62e, "LinearResponseLimit"), (0xc62f, "CameraSerialNumber"),
    (0xc630, "LensInfo"), (0xc633, "ShadowScale"), (0xc65a, "CalibrationIlluminant1"),
    (0xc65b, "CalibrationIlluminant2"), (0xc68d, "ActiveArea"), (0xc6f3, "CameraCalibrationSignature"),
    (0xc6f8, "ProfileName"),
];

#[rustfmt::skip]
const GPS: &[(u16, &str)] = &[
    (0, "GPSVersionID"), (1, "GPSLatitudeRef"), (2, "GPSLatitude"), (3, "GPSLongitudeRef"), (4, "GPSLongitude"),
    (5, "GPSAltitudeRef"), (6, "GPSAltitude"), (7, "GPSTimeStamp"), (8, "GPSSatellites"), (9, "GPSStatus"),
    (10, "GPSMeasureMode"), (11, "GPSDOP"), (12, "GPSSpeedRef"), (13, "GPSSpeed"), (14, "GPSTrackRef"),
    (15, "GPSTrack"), (16, "GPSImgDirectionRef"), (17, "GPSImgDirection"), (18, "GPSMapDatum"),
    (19, "GPSDestLatitudeRef"), (20, "GPSDestLatitude"), (21, "GPSDestLongitudeRef"), (22, "GPSDestLongitude"),
    (23, "GPSDestBearingRef"), (24, "GPSDestBearing"), (25, "GPSDestDistanceRef"), (26, "GPSDestDistance"),
    (27, "GPSProcessingMethod"), (28, "GPSAreaInformation"), (29, "GPSDateStamp"), (30, "GPSDifferential"),
    (31, "GPSHPositioningError"),
];

const INTEROP: &[(u16, &str)] = &[
    (1, "InteroperabilityIndex"),
    (2, "InteroperabilityVersion"),
    (0x1000, "RelatedImageFileFormat"),
    (0x1001, "RelatedImageWidth"),
    (0x1002, "RelatedImageLength"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [PICTURE, GPS, INTEROP] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        assert_eq!(name(Directory::Picture, 0x9003), Some("DateTimeOriginal"));
        assert_eq!(name(Directory::Gps, 2), Some("GPSLatitude"));
    }
}
