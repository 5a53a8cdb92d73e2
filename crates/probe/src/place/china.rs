//! China: its provinces, and its cities of prefecture rank, in Chinese.

use reverse_geocoder::Record;

/// A province in both languages.
pub(super) struct Province {
    pub(super) english: &'static str,
    pub(super) chinese: &'static str,
}

/// The province of a place in China.
pub(super) fn province(record: &Record) -> Option<Province> {
    let (_, english, chinese) =
        PROVINCES.iter().find(|(name, _, _)| record.cc == "CN" && *name == record.admin1)?;
    Some(Province { english, chinese })
}

/// Whether a place is in a city that is a province: Beijing, Chongqing, Shanghai, Tianjin.
pub(super) fn is_municipality(record: &Record) -> bool {
    province(record).is_some_and(|province| province.chinese.ends_with('市'))
}

/// The Chinese name of a city. Two provinces may each have one of the same name in Latin letters.
pub(super) fn city(record: &Record) -> Option<&'static str> {
    let province = province(record)?.english;
    let (_, _, chinese) = CITIES.iter().find(|(of, name, _)| *of == province && *name == record.name)?;
    Some(chinese)
}

/// As GeoNames writes them, in English, and in Chinese.
#[rustfmt::skip]
const PROVINCES: &[(&str, &str, &str)] = &[
    ("Anhui Sheng", "Anhui", "安徽省"), ("Beijing", "Beijing", "北京市"),
    ("Chongqing Shi", "Chongqing", "重庆市"), ("Fujian", "Fujian", "福建省"),
    ("Gansu Sheng", "Gansu", "甘肃省"), ("Guangdong", "Guangdong", "广东省"),
    ("Guangxi Zhuangzu Zizhiqu", "Guangxi", "广西壮族自治区"), ("Guizhou Sheng", "Guizhou", "贵州省"),
    ("Hainan", "Hainan", "海南省"), ("Hebei", "Hebei", "河北省"),
    ("Heilongjiang Sheng", "Heilongjiang", "黑龙江省"), ("Henan Sheng", "Henan", "河南省"),
    ("Hubei", "Hubei", "湖北省"), ("Hunan", "Hunan", "湖南省"),
    ("Inner Mongolia", "Inner Mongolia", "内蒙古自治区"), ("Jiangsu Sheng", "Jiangsu", "江苏省"),
    ("Jiangxi Sheng", "Jiangxi", "江西省"), ("Jilin Sheng", "Jilin", "吉林省"),
    ("Liaoning", "Liaoning", "辽宁省"), ("Ningxia Huizu Zizhiqu", "Ningxia", "宁夏回族自治区"),
    ("Qinghai Sheng", "Qinghai", "青海省"), ("Shaanxi", "Shaanxi", "陕西省"),
    ("Shandong Sheng", "Shandong", "山东省"), ("Shanghai Shi", "Shanghai", "上海市"),
    ("Shanxi Sheng", "Shanxi", "山西省"), ("Sichuan", "Sichuan", "四川省"),
    ("Tianjin Shi", "Tianjin", "天津市"), ("Tibet Autonomous Region", "Tibet", "西藏自治区"),
    ("Xinjiang Uygur Zizhiqu", "Xinjiang", "新疆维吾尔自治区"), ("Yunnan", "Yunnan", "云南省"),
    ("Zhejiang Sheng", "Zhejiang", "浙江省"),
];

/// Province, name in Latin letters, Chinese name.
#[rustfmt::skip]
const CITIES: &[(&str, &str, &str)] = &[
    ("Anhui", "Anqing", "安庆市"), ("Anhui", "Bengbu", "蚌埠市"), ("Anhui", "Bozhou", "亳州市"),
    ("Anhui", "Chizhou", "池州市"), ("Anhui", "Chuzhou", "滁州市"), ("Anhui", "Fuyang", "阜阳市"),
    ("Anhui", "Hefei", "合肥市"), ("Anhui", "Huaibei", "淮北市"), ("Anhui", "Huainan", "淮南市"),
    ("Anhui", "Huangshan", "黄山市"), ("Anhui", "Lu'an", "六安市"), ("Anhui", "Ma'anshan", "马鞍山市"),
    ("Anhui", "Suzhou", "宿州市"), ("Anhui", "Wuhu", "芜湖市"), ("Fujian", "Fuzhou", "福州市"),
    ("Fujian", "Longyan", "龙岩市"), ("Fujian", "Nanping", "南平市"), ("Fujian", "Ningde", "宁德市"),
    ("Fujian", "Putian", "莆田市"), ("Fujian", "Quanzhou", "泉州市"), ("Fujian", "Sanming", "三明市"),
    ("Fujian", "Xiamen", "厦门市"), ("Fujian", "Zhangzhou", "漳州市"), ("Gansu", "Baiyin", "白银市"),
    ("Gansu", "Dingxi", "定西市"), ("Gansu", "Jiayuguan", "嘉峪关市"), ("Gansu", "Jinchang", "金昌市"),
    ("Gansu", "Jiuquan", "酒泉市"), ("Gansu", "Lanzhou", "兰州市"), ("Gansu", "Pingliang", "平凉市"),
    ("Gansu", "Tianshui", "天水市"), ("Gansu", "Wuwei", "武威市"), ("Gansu", "Zhangye", "张掖市"),
    ("Guangdong", "Chaozhou", "潮州市"), ("Guangdong", "Dongguan", "东莞市"),
    ("Guangdong", "Foshan", "佛山市"), ("Guangdong", "Guangzhou", "广州市"),
    ("Guangdong", "Heyuan", "河源市"), ("Guangdong", "Huizhou", "惠州市"),
    ("Guangdong", "Jiangmen", "江门市"), ("Guangdong", "Jieyang", "揭阳市"),
    ("Guangdong", "Maoming", "茂名市"), ("Guangdong", "Meizhou", "梅州市"),
    ("Guangdong", "Qingyuan", "清远市"), ("Guangdong", "Shantou", "汕头市"),
    ("Guangdong", "Shanwei", "汕尾市"), ("Guangdong", "Shaoguan", "韶关市"),
    ("Guangdong", "Shenzhen", "深圳市"), ("Guangdong", "Yangjiang", "阳江市"),
    ("Guangdong", "Yunfu", "云浮市"), ("Guangdong", "Zhanjiang", "湛江市"),
    ("Guangdong", "Zhaoqing", "肇庆市"), ("Guangdong", "Zhongshan", "中山市"),
    ("Guangdong", "Zhuhai", "珠海市"), ("Guangxi", "Beihai", "北海市"), ("Guangxi", "Guigang", "贵港市"),
    ("Guangxi", "Guilin", "桂林市"), ("Guangxi", "Laibin", "来宾市"), ("Guangxi", "Liuzhou", "柳州市"),
    ("Guangxi", "Nanning", "南宁市"), ("Guangxi", "Qinzhou", "钦州市"), ("Guangxi", "Wuzhou", "梧州市"),
    ("Guangxi", "Yulin", "玉林市"), ("Guizhou", "Anshun", "安顺市"), ("Guizhou", "Bijie", "毕节市"),
    ("Guizhou", "Guiyang", "贵阳市"), ("Guizhou", "Liupanshui", "六盘水市"), ("Guizhou", "Tongren", "铜仁市"),
    ("Guizhou", "Zunyi", "遵义市"), ("Hainan", "Haikou", "海口市"), ("Hainan", "Sanya", "三亚市"),
    ("Hebei", "Baoding", "保定市"), ("Hebei", "Cangzhou", "沧州市"), ("Hebei", "Chengde", "承德市"),
    ("Hebei", "Handan", "邯郸市"), ("Hebei", "Hengshui", "衡水市"), ("Hebei", "Langfang", "廊坊市"),
    ("Hebei", "Qinhuangdao", "秦皇岛市"), ("Hebei", "Shijiazhuang", "石家庄市"),
    ("Hebei", "Tangshan", "唐山市"), ("Hebei", "Xingtai", "邢台市"), ("Hebei", "Zhangjiakou", "张家口市"),
    ("Heilongjiang", "Daqing", "大庆市"), ("Heilongjiang", "Harbin", "哈尔滨市"),
    ("Heilongjiang", "Hegang", "鹤岗市"), ("Heilongjiang", "Heihe", "黑河市"),
    ("Heilongjiang", "Jiamusi", "佳木斯市"), ("Heilongjiang", "Jixi", "鸡西市"),
    ("Heilongjiang", "Mudanjiang", "牡丹江市"), ("Heilongjiang", "Qiqihar", "齐齐哈尔市"),
    ("Heilongjiang", "Shuangyashan", "双鸭山市"), ("Heilongjiang", "Suihua", "绥化市"),
    ("Heilongjiang", "Yichun", "伊春市"), ("Henan", "Anyang", "安阳市"), ("Henan", "Hebi", "鹤壁市"),
    ("Henan", "Jiaozuo", "焦作市"), ("Henan", "Kaifeng", "开封市"), ("Henan", "Luohe", "漯河市"),
    ("Henan", "Luoyang", "洛阳市"), ("Henan", "Nanyang", "南阳市"), ("Henan", "Pingdingshan", "平顶山市"),
    ("Henan", "Puyang", "濮阳市"), ("Henan", "Shangqiu", "商丘市"), ("Henan", "Xinxiang", "新乡市"),
    ("Henan", "Xinyang", "信阳市"), ("Henan", "Xuchang", "许昌市"), ("Henan", "Zhengzhou", "郑州市"),
    ("Henan", "Zhoukou", "周口市"), ("Henan", "Zhumadian", "驻马店市"), ("Hubei", "Enshi", "恩施市"),
    ("Hubei", "Ezhou", "鄂州市"), ("Hubei", "Huanggang", "黄冈市"), ("Hubei", "Huangshi", "黄石市"),
    ("Hubei", "Jingmen", "荆门市"), ("Hubei", "Jingzhou", "荆州市"), ("Hubei", "Shiyan", "十堰市"),
    ("Hubei", "Suizhou", "随州市"), ("Hubei", "Wuhan", "武汉市"), ("Hubei", "Xiangyang", "襄阳市"),
    ("Hubei", "Xianning", "咸宁市"), ("Hubei", "Xiaogan", "孝感市"), ("Hubei", "Yichang", "宜昌市"),
    ("Hunan", "Changde", "常德市"), ("Hunan", "Changsha", "长沙市"), ("Hunan", "Chenzhou", "郴州市"),
    ("Hunan", "Hengyang", "衡阳市"), ("Hunan", "Huaihua", "怀化市"), ("Hunan", "Loudi", "娄底市"),
    ("Hunan", "Xiangtan", "湘潭市"), ("Hunan", "Yiyang", "益阳市"), ("Hunan", "Yueyang", "岳阳市"),
    ("Hunan", "Zhangjiajie", "张家界市"), ("Hunan", "Zhuzhou", "株洲市"),
    ("Inner Mongolia", "Baotou", "包头市"), ("Inner Mongolia", "Chifeng", "赤峰市"),
    ("Inner Mongolia", "Hailar", "呼伦贝尔市"), ("Inner Mongolia", "Hohhot", "呼和浩特市"),
    ("Inner Mongolia", "Jining", "乌兰察布市"), ("Inner Mongolia", "Ordos", "鄂尔多斯市"),
    ("Inner Mongolia", "Tongliao", "通辽市"), ("Inner Mongolia", "Wuhai", "乌海市"),
    ("Jiangsu", "Changzhou", "常州市"), ("Jiangsu", "Huai'an", "淮安市"), ("Jiangsu", "Nanjing", "南京市"),
    ("Jiangsu", "Nantong", "南通市"), ("Jiangsu", "Suzhou", "苏州市"), ("Jiangsu", "Taizhou", "泰州市"),
    ("Jiangsu", "Wuxi", "无锡市"), ("Jiangsu", "Yancheng", "盐城市"), ("Jiangsu", "Yangzhou", "扬州市"),
    ("Jiangsu", "Zhenjiang", "镇江市"), ("Jiangxi", "Ganzhou", "赣州市"), ("Jiangxi", "Ji'an", "吉安市"),
    ("Jiangxi", "Jingdezhen", "景德镇市"), ("Jiangxi", "Jiujiang", "九江市"),
    ("Jiangxi", "Nanchang", "南昌市"), ("Jiangxi", "Pingxiang", "萍乡市"), ("Jiangxi", "Shangrao", "上饶市"),
    ("Jiangxi", "Xinyu", "新余市"), ("Jiangxi", "Yichun", "宜春市"), ("Jilin", "Baicheng", "白城市"),
    ("Jilin", "Baishan", "白山市"), ("Jilin", "Changchun", "长春市"), ("Jilin", "Jilin", "吉林市"),
    ("Jilin", "Liaoyuan", "辽源市"), ("Jilin", "Siping", "四平市"), ("Liaoning", "Anshan", "鞍山市"),
    ("Liaoning", "Benxi", "本溪市"), ("Liaoning", "Chaoyang", "朝阳市"), ("Liaoning", "Dalian", "大连市"),
    ("Liaoning", "Dandong", "丹东市"), ("Liaoning", "Fushun", "抚顺市"), ("Liaoning", "Fuxin", "阜新市"),
    ("Liaoning", "Huludao", "葫芦岛市"), ("Liaoning", "Jinzhou", "锦州市"),
    ("Liaoning", "Liaoyang", "辽阳市"), ("Liaoning", "Shenyang", "沈阳市"),
    ("Liaoning", "Tieling", "铁岭市"), ("Liaoning", "Yingkou", "营口市"),
    ("Ningxia", "Shizuishan", "石嘴山市"), ("Ningxia", "Yinchuan", "银川市"),
    ("Ningxia", "Zhongwei", "中卫市"), ("Qinghai", "Golmud", "格尔木市"), ("Qinghai", "Xining", "西宁市"),
    ("Shaanxi", "Ankang", "安康市"), ("Shaanxi", "Hanzhong", "汉中市"), ("Shaanxi", "Tongchuan", "铜川市"),
    ("Shaanxi", "Weinan", "渭南市"), ("Shaanxi", "Xi'an", "西安市"), ("Shaanxi", "Xianyang", "咸阳市"),
    ("Shaanxi", "Yulin", "榆林市"), ("Shandong", "Binzhou", "滨州市"), ("Shandong", "Dezhou", "德州市"),
    ("Shandong", "Heze", "菏泽市"), ("Shandong", "Jinan", "济南市"), ("Shandong", "Jining", "济宁市"),
    ("Shandong", "Liaocheng", "聊城市"), ("Shandong", "Linyi", "临沂市"), ("Shandong", "Qingdao", "青岛市"),
    ("Shandong", "Rizhao", "日照市"), ("Shandong", "Tai'an", "泰安市"), ("Shandong", "Weifang", "潍坊市"),
    ("Shandong", "Weihai", "威海市"), ("Shandong", "Yantai", "烟台市"), ("Shandong", "Zaozhuang", "枣庄市"),
    ("Shandong", "Zibo", "淄博市"), ("Shanxi", "Changzhi", "长治市"), ("Shanxi", "Datong", "大同市"),
    ("Shanxi", "Jincheng", "晋城市"), ("Shanxi", "Linfen", "临汾市"), ("Shanxi", "Shuozhou", "朔州市"),
    ("Shanxi", "Taiyuan", "太原市"), ("Shanxi", "Xinzhou", "忻州市"), ("Shanxi", "Yangquan", "阳泉市"),
    ("Shanxi", "Yuncheng", "运城市"), ("Sichuan", "Chengdu", "成都市"), ("Sichuan", "Dazhou", "达州市"),
    ("Sichuan", "Deyang", "德阳市"), ("Sichuan", "Guang'an", "广安市"), ("Sichuan", "Guangyuan", "广元市"),
    ("Sichuan", "Leshan", "乐山市"), ("Sichuan", "Luzhou", "泸州市"), ("Sichuan", "Mianyang", "绵阳市"),
    ("Sichuan", "Nanchong", "南充市"), ("Sichuan", "Neijiang", "内江市"),
    ("Sichuan", "Panzhihua", "攀枝花市"), ("Sichuan", "Suining", "遂宁市"), ("Sichuan", "Yibin", "宜宾市"),
    ("Sichuan", "Zigong", "自贡市"), ("Tibet", "Lhasa", "拉萨市"), ("Tibet", "Nagqu", "那曲市"),
    ("Tibet", "Qamdo", "昌都市"), ("Xinjiang", "Hami", "哈密市"), ("Xinjiang", "Shihezi", "石河子市"),
    ("Xinjiang", "UEruemqi", "乌鲁木齐市"), ("Xinjiang", "Yining", "伊宁市"), ("Yunnan", "Dali", "大理市"),
    ("Yunnan", "Kunming", "昆明市"), ("Yunnan", "Lijiang", "丽江市"), ("Yunnan", "Pu'er", "普洱市"),
    ("Yunnan", "Qujing", "曲靖市"), ("Yunnan", "Yuxi", "玉溪市"), ("Yunnan", "Zhaotong", "昭通市"),
    ("Zhejiang", "Hangzhou", "杭州市"), ("Zhejiang", "Huzhou", "湖州市"), ("Zhejiang", "Jiaxing", "嘉兴市"),
    ("Zhejiang", "Jinhua", "金华市"), ("Zhejiang", "Lishui", "丽水市"), ("Zhejiang", "Ningbo", "宁波市"),
    ("Zhejiang", "Quzhou", "衢州市"), ("Zhejiang", "Shaoxing", "绍兴市"), ("Zhejiang", "Taizhou", "台州市"),
    ("Zhejiang", "Wenzhou", "温州市"), ("Zhejiang", "Zhoushan", "舟山市"),
];
