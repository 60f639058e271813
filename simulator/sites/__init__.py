"""The web sites of a simulated world, one file each: their layouts, labels and barriers live only here."""

from simulator.sites.cn_ah_cancellation import AhCancellation
from simulator.sites.cn_chunyu_doctor import ChunyuDoctor
from simulator.sites.cn_cmda_committee import CmdaCommittee
from simulator.sites.cn_fj_open_data import FjOpenData
from simulator.sites.cn_gd_permit import GdPermit
from simulator.sites.cn_guahao_doctor import GuahaoDoctor
from simulator.sites.cn_haodf_doctor import HaodfDoctor
from simulator.sites.cn_js_register import JsRegister
from simulator.sites.cn_natcm_teacher import NatcmTeacher
from simulator.sites.cn_nhc_query import NhcQuery
from simulator.sites.cn_nhc_unit import NhcUnit
from simulator.sites.cn_sd_register import SdRegister
from simulator.sites.cn_wchscu_staff import WchscuStaff
from simulator.sites.cn_xywy_search import XywySearch
from simulator.sites.cn_yyk99_doctor import Yyk99Doctor
from simulator.sites.cn_zj_cancellation import ZjCancellation
from simulator.sites.cn_zj_credit import ZjCredit
from simulator.sites.cn_zj_register import ZjRegister
from simulator.sites.site import Site

SITES: tuple[type[Site], ...] = (
    NhcQuery,
    ZjRegister,
    ZjCancellation,
    JsRegister,
    NhcUnit,
    AhCancellation,
    FjOpenData,
    GdPermit,
    SdRegister,
    CmdaCommittee,
    HaodfDoctor,
    GuahaoDoctor,
    ChunyuDoctor,
    Yyk99Doctor,
    WchscuStaff,
    NatcmTeacher,
    ZjCredit,
    XywySearch,
)
