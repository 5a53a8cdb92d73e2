//! Where a content was made: the names of a coordinate, and its time zone.
//!
//! Names are those of the nearest place of GeoNames (CC-BY 4.0), which has no streets; zones are OpenStreetMap's (ODbL).
//! Both tables are inside the program, and are made when the first coordinate comes: most workers never see one.

mod china;
mod countries;

use std::sync::LazyLock;

use assay_findings::media::Address;
use reverse_geocoder::{Record, ReverseGeocoder};
use tzf_rs::EmbeddedFinder;

static PLACES: LazyLock<ReverseGeocoder> = LazyLock::new(ReverseGeocoder::new);
/// The finder that reads its table where it is: microseconds for an answer, and no memory of its own.
static ZONES: LazyLock<EmbeddedFinder> = LazyLock::new(EmbeddedFinder::new);

/// Places that are further away than this have nothing to do with a coordinate: at sea, in a desert. In km.
const NEAR_KM: f64 = 50.0;
const EARTH_RADIUS_KM: f64 = 6371.0;

/// A coordinate that exists.
pub(crate) fn checked(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    ((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        .then_some((latitude, longitude))
}

/// The IANA name of the zone.
pub(crate) fn zone((latitude, longitude): (f64, f64)) -> Option<&'static str> {
    let name = ZONES.get_tz_name(longitude, latitude);
    (!name.is_empty()).then_some(name)
}

/// The address in English, and in Chinese as far as there are Chinese names.
pub(crate) fn addresses(place: (f64, f64)) -> Vec<Address> {
    let nearest = PLACES.search(place);
    // The distance is that of a chord on a sphere of radius 1, squared.
    if nearest.distance.sqrt() * EARTH_RADIUS_KM > NEAR_KM {
        return Vec::new();
    }
    let mut addresses = vec![english(nearest.record)];
    addresses.extend(chinese(nearest.record));
    addresses
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn english(record: &Record) -> Address {
    let country = countries::names(&record.cc).map(|(english, _)| english);
    let province = china::province(record).map_or(record.admin1.as_str(), |province| province.english);
    let (city, district) = if china::is_municipality(record) {
        (province, Some(record.name.as_str()).filter(|name| *name != province))
    } else {
        (record.name.as_str(), None)
    };
    let mut line: Vec<&str> = Vec::new();
    for part in district.into_iter().chain([city, province]).chain(country) {
        if !part.is_empty() && line.last() != Some(&part) {
            line.push(part);
        }
    }
    Address {
        language: Some("en".to_owned()),
        address_line: some(&line.join(", ")),
        country: country.map(str::to_owned),
        province: some(province),
        city: some(city),
        district: district.map(str::to_owned),
        township: None,
    }
}

fn chinese(record: &Record) -> Option<Address> {
    let (_, country) = countries::names(&record.cc)?;
    let province = china::province(record).map(|province| province.chinese);
    let city = if china::is_municipality(record) { province } else { china::city(record) };
    let mut line = country.to_owned();
    line.push_str(province.unwrap_or_default());
    if city != province {
        line.push_str(city.unwrap_or_default());
    }
    Some(Address {
        language: Some("zh-Hans".to_owned()),
        address_line: Some(line),
        country: Some(country.to_owned()),
        province: province.map(str::to_owned),
        city: city.map(str::to_owned),
        ..Address::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_names_and_its_zone() {
        let place = (30.2741, 120.1551);
        assert_eq!(zone(place), Some("Asia/Shanghai"));
        let addresses = addresses(place);
        assert_eq!(addresses.len(), 2);
        let [english, chinese] = addresses.as_slice() else { panic!("{addresses:?}") };
        assert_eq!(
            [english.country.as_deref(), english.province.as_deref(), english.city.as_deref()],
            [Some("China"), Some("Zhejiang"), Some("Hangzhou")]
        );
        assert_eq!(chinese.address_line.as_deref(), Some("中国浙江省杭州市"));
        assert_eq!(chinese.language.as_deref(), Some("zh-Hans"));
    }

    #[test]
    fn a_municipality_is_its_own_city() {
        let addresses = addresses((31.2304, 121.4737));
        assert_eq!(addresses[0].city.as_deref(), Some("Shanghai"));
        assert_eq!(addresses[1].city.as_deref(), Some("上海市"));
        assert_eq!(addresses[1].address_line.as_deref(), Some("中国上海市"));
    }

    #[test]
    fn elsewhere_the_country_has_a_chinese_name() {
        let addresses = addresses((48.8566, 2.3522));
        assert_eq!(addresses[0].country.as_deref(), Some("France"));
        assert_eq!(addresses[1].country.as_deref(), Some("法国"));
    }

    #[test]
    fn nothing_is_near_in_the_middle_of_an_ocean() {
        assert!(addresses((-40.0, -130.0)).is_empty());
        assert!(zone((-40.0, -130.0)).is_some_and(|zone| zone.starts_with("Etc/")));
        assert_eq!(checked(90.1, 0.0), None);
        assert_eq!(checked(f64::NAN, 0.0), None);
        for edge in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)] {
            assert!(checked(edge.0, edge.1).is_some());
            let _ = (zone(edge), addresses(edge));
        }
    }
}
