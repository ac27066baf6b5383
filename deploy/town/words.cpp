#include "deploy/town/words.hpp"

namespace hearth::town {

const std::vector<Word>& surnames() {
    static const std::vector<Word> words{
        {"王", "Wang"},     {"李", "Li"},     {"张", "Zhang"}, {"刘", "Liu"},  {"陈", "Chen"},
        {"杨", "Yang"},     {"赵", "Zhao"},   {"黄", "Huang"}, {"周", "Zhou"}, {"吴", "Wu"},
        {"徐", "Xu"},       {"孙", "Sun"},    {"胡", "Hu"},    {"朱", "Zhu"},  {"高", "Gao"},
        {"林", "Lin"},      {"何", "He"},     {"郭", "Guo"},   {"马", "Ma"},   {"罗", "Luo"},
        {"梁", "Liang"},    {"宋", "Song"},   {"郑", "Zheng"}, {"谢", "Xie"},  {"韩", "Han"},
        {"唐", "Tang"},     {"冯", "Feng"},   {"于", "Yu"},    {"董", "Dong"}, {"萧", "Xiao"},
        {"程", "Cheng"},    {"曹", "Cao"},    {"袁", "Yuan"},  {"邓", "Deng"}, {"许", "Xu"},
        {"傅", "Fu"},       {"沈", "Shen"},   {"曾", "Zeng"},  {"彭", "Peng"}, {"吕", "Lü"},
        {"欧阳", "Ouyang"}, {"诸葛", "Zhuge"}};
    return words;
}

const std::vector<Word>& given_syllables() {
    static const std::vector<Word> words{
        {"秀", "xiu"},  {"英", "ying"}, {"芳", "fang"},  {"伟", "wei"}, {"敏", "min"},
        {"静", "jing"}, {"丽", "li"},   {"强", "qiang"}, {"磊", "lei"}, {"军", "jun"},
        {"洋", "yang"}, {"勇", "yong"}, {"艳", "yan"},   {"杰", "jie"}, {"娟", "juan"},
        {"涛", "tao"},  {"明", "ming"}, {"超", "chao"},  {"兰", "lan"}, {"霞", "xia"},
        {"平", "ping"}, {"刚", "gang"}, {"桂", "gui"},   {"华", "hua"}, {"建", "jian"},
        {"国", "guo"},  {"志", "zhi"},  {"文", "wen"},   {"玉", "yu"},  {"梅", "mei"},
        {"春", "chun"}, {"晨", "chen"}, {"雨", "yu"},    {"欣", "xin"}, {"怡", "yi"},
        {"浩", "hao"},  {"宇", "yu"},   {"轩", "xuan"},  {"子", "zi"},  {"涵", "han"},
        {"思", "si"},   {"远", "yuan"}, {"嘉", "jia"},   {"琪", "qi"},  {"婷", "ting"},
        {"雪", "xue"},  {"峰", "feng"}, {"龙", "long"},  {"海", "hai"}, {"波", "bo"}};
    return words;
}

const std::vector<Word>& streets() {
    static const std::vector<Word> words{
        {"解放路", "Jiefang Road"},    {"人民路", "Renmin Road"},      {"中山路", "Zhongshan Road"},
        {"建设路", "Jianshe Road"},    {"和平路", "Heping Road"},      {"新华路", "Xinhua Road"},
        {"文化路", "Wenhua Road"},     {"光明路", "Guangming Road"},   {"胜利路", "Shengli Road"},
        {"朝阳街", "Chaoyang Street"}, {"东风路", "Dongfeng Road"},    {"青年路", "Qingnian Road"},
        {"公园路", "Gongyuan Road"},   {"学府路", "Xuefu Road"},       {"滨江路", "Binjiang Road"},
        {"长江路", "Changjiang Road"}, {"黄河路", "Huanghe Road"},     {"泰山路", "Taishan Road"},
        {"迎宾路", "Yingbin Road"},    {"站前街", "Zhanqian Street"},  {"北环路", "Beihuan Road"},
        {"南环路", "Nanhuan Road"},    {"西湖街", "Xihu Street"},      {"东湖街", "Donghu Street"},
        {"桂花巷", "Guihua Lane"},     {"石桥巷", "Shiqiao Lane"},     {"梧桐街", "Wutong Street"},
        {"银杏路", "Yinxing Road"},    {"丁香街", "Dingxiang Street"}, {"云溪大道", "Yunxi Avenue"},
        {"创业路", "Chuangye Road"},   {"科技路", "Keji Road"}};
    return words;
}

const std::vector<Word>& place_words() {
    static const std::vector<Word> words{
        {"锦绣", "Jinxiu"},  {"阳光", "Yangguang"}, {"金桥", "Jinqiao"},  {"翠湖", "Cuihu"},
        {"碧云", "Biyun"},   {"紫荆", "Zijing"},    {"丹桂", "Dangui"},   {"望江", "Wangjiang"},
        {"听涛", "Tingtao"}, {"东篱", "Dongli"},    {"南山", "Nanshan"},  {"北岸", "Bei'an"},
        {"西园", "Xiyuan"},  {"龙泉", "Longquan"},  {"凤鸣", "Fengming"}, {"祥和", "Xianghe"},
        {"安康", "Ankang"},  {"兴盛", "Xingsheng"}, {"柳树", "Liushu"},   {"青石", "Qingshi"},
        {"白沙", "Baisha"},  {"红枫", "Hongfeng"},  {"松林", "Songlin"},  {"竹溪", "Zhuxi"},
        {"梅岭", "Meiling"}, {"荷塘", "Hetang"},    {"石门", "Shimen"},   {"大桥", "Daqiao"},
        {"杏花", "Xinghua"}, {"桃源", "Taoyuan"},   {"银河", "Yinhe"},    {"天鹅", "Tian'e"}};
    return words;
}

const std::vector<Word>& compound_kinds() {
    static const std::vector<Word> words{
        {"花园", "Garden"},     {"小区", "Estate"},      {"家园", "Homes"},     {"苑", "Court"},
        {"公寓", "Apartments"}, {"新村", "New Village"}, {"名邸", "Residence"}, {"里", "Place"}};
    return words;
}

const std::vector<Word>& trades() {
    static const std::vector<Word> words{{"超市", "Supermarket"},
                                         {"餐饮有限公司", "Catering Co."},
                                         {"机械厂", "Machine Works"},
                                         {"幼儿园", "Kindergarten"},
                                         {"药房", "Pharmacy"},
                                         {"印刷有限公司", "Printing Co."},
                                         {"医院", "Hospital"},
                                         {"冷库", "Cold Store"},
                                         {"科技有限公司", "Technology Co."},
                                         {"宾馆", "Hotel"},
                                         {"学校", "School"},
                                         {"洗衣店", "Laundry"}};
    return words;
}

}  // namespace hearth::town
