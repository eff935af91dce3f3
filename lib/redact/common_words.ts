/**
 * Words that are never taken for a person's name because of an e-mail or a home path: what WEPPcloud and
 * erosion modelling speak of, common English, place names, roles and service accounts.
 */

const LISTS = {
  modelling:
    `wepp weppcloud weppdev weppcloudr wepppy disturbed baer ash debris flow peridot topaz taudem wbt geneva rhem
    swat cligen prism daymet gridmet snotel nexrad climate climates station stations observed future single storm
    storms precipitation rain rainfall runoff erosion soil soils sediment deposition loss losses yield delivery
    hillslope hillslopes channel channels outlet outlets watershed watersheds subcatchment subcatchments catchment
    basin basins ridge ridges valley slope slopes aspect elevation elevations dem raster rasters map maps grid grids
    pixel pixels cell cells mask nodata band bands landuse landcover cover canopy ground litter residue mulch mulching
    seeding thinning prescribed burn burned burning fire fires wildfire severity severe moderate high low unburned
    treatment treatments scenario scenarios contrast contrasts omni forest forests shrub shrubs grass grasses
    grassland rangeland range crop crops crop agriculture agricultural field fields pasture meadow bare barren water
    river rivers creek creeks stream streams streamflow brook brooks lake lakes pond ponds spring springs falls bay
    sea ocean island islands beach coast shore harbor marsh swamp wetland wetlands bog fen delta reach reaches culvert
    culverts road roads bridge bridges ditch ditches dam dams canal gully gullies rill rills interrill sheet clay loam
    loamy sand sandy silt silty gravel rock rocks rocky stone stones stony boulder granite basalt limestone volcanic
    alluvial moraine glacier texture depth layer layers horizon porosity infiltration conductivity hydraulic
    saturation saturated albedo critical shear erodibility ksat bulk density organic matter carbon nitrogen phosphorus
    percolation evaporation evapotranspiration transpiration interception snow snowmelt frost ice freeze thaw winter
    summer autumn fall monthly daily annual yearly average averages return period periods event events peak discharge
    baseflow groundwater reservoir aquifer recharge lateral subsurface surface total totals mean median minimum
    maximum value values area areas length width height perimeter centroid latitude longitude northing easting zone
    extent bounds polygon polygons line lines point points vector vectors shape shapes geojson shapefile parquet
    tree trees pine pines fir firs spruce oak oaks maple aspen birch willow elm ash alder juniper sage brush heath
    heather moss reed reeds fern rose ivy holly olive laurel hazel vine wheat corn barley rye oats rice hay bean beans
    potato hawk eagle crow raven robin finch swan crane heron fox wolf bear lynx otter badger marten beaver deer elk
    moose hare plover grouse trout salmon mill mills thimble ample gentle brisk gusty dusky kindly small large big
    vanilla mofe multi multiple batch huc county state states region regional district park parks site sites plot
    plots study studies project projects model models modeling modelling simulation simulations run runs report
    reports result results output outputs input inputs summary interchange metadata default defaults preferences`,
  software:
    `admin administrator root user users account accounts login logout register support help helpdesk contact info
    information mail mailer email noreply reply postmaster webmaster hostmaster abuse security service services
    server servers client clients system systems daemon nobody guest public private internal external anonymous
    owner member members team teams group groups office desk staff student students lab labs laboratory research
    researcher science sciences scientist engineer engineering developer developers development devel dev ops devops
    test tests tester testing demo example examples sample samples staging production prod local localhost remote
    host hosts node nodes worker workers queue queues job jobs task tasks cron batch build builds builder runner
    deploy deployment release releases version versions branch master main head tag tags commit git github gitlab
    docker container containers image images compose cloud cluster kubernetes linux ubuntu debian fedora centos
    windows macos apple google amazon azure microsoft vagrant jenkins travis circleci ansible nginx apache caddy
    postgres postgresql mysql redis mongo sqlite database databases table tables column columns record records data
    dataset datasets file files folder folders directory path paths name names title label labels note notes comment
    comments description message messages text texts string strings number numbers integer float double boolean true
    false null none undefined nan list lists array arrays object objects dict tuple item items entry entries key keys
    type types kind kinds class classes function functions method methods module modules package packages import
    export error errors exception exceptions warning warnings failed failure success successful finished started
    stopped canceled queued deferred scheduled pending running completed complete unknown missing invalid valid
    traceback recent call calls stack frame detail details status state code codes request requests response responses
    get post put patch delete head option options header headers body form forms query queries parameter parameters
    argument arguments upload uploads uploaded download downloads browse browser session sessions token tokens cookie
    cookies password passwords secret secrets credential credentials auth authorization authentication bearer basic
    redacted http https html json yaml xml csv tif tiff png svg pdf zip gzip log logs cache temp tmp home usr var etc
    opt bin lib share python pandas numpy flask werkzeug gunicorn uvicorn fastapi starlette rq javascript typescript
    chrome firefox safari mozilla webkit gecko playwright chromium proxy gateway timeout timed connection connect
    network socket stream buffer memory disk storage index page pages link links button click menu view views app apps
    application web website api endpoint engine route routes config configuration setting settings profile profiles
    capture captures draft drafts baseline baselines comparison comparisons replay playback recorder recorded step
    steps seed seeds sandbox ledger overlay wait waits poll polls operational runtime process processes thread handler
    bad good ok forbidden found conflict conflicts unauthorized unavailable unprocessable entity content length large
    media unsupported allowed not internal gateway redirect moved permanently temporary created accepted`,
  english:
    `about above across after again against all almost along already also always among and another any are around
    away back because been before behind being below between beyond both bottom but came can cannot change changed
    changes check checked close closed color come could current currently day days did different does done down during
    each early either else end ended enough even ever every everything few first five for forever four free from front
    full further give given goes going gone great half had hand hard has have her here hers hidden him his hold how
    however hundred idea into its itself just keep kept know known last late later least leave left less let level
    levels life light like likely line little live load loaded long longer look lost lot made make many mark marked
    marks may maybe mean means meant might mind minor mode modes month months more morning most move much must near
    need needed needs never new next night nine nor nothing now off often old once one only open opened or order
    orders other others our out outside over own part parts pass passed past people per person place places plan plans
    play played please present previous quick quite rather read reads ready real really right round same save saved
    saw say second seconds see seen select selected send sent set sets seven several shall she short should show
    shown side sign since six size some something soon sorry source sources south special start starts still stop such
    sure table take taken ten than thank thanks that the their them then there these they thing things think third
    this those though thousand three through time times today together tomorrow too top toward true try turn two under
    until unit units upon use used uses using very was way ways week weeks well went were west what when where whether
    which while white who whole why will wish with within without word words work works world would write written
    wrong year years yellow yes yesterday yet you your zero black blue brown gray green grey orange pink purple red
    silver gold golden bronze copper iron steel north east northern southern eastern western upper lower middle inner
    outer center centre central corner cross crossing field ford gate glen grove hall harbour haven head heights hill
    hills hollow house houses hunt hunter field inn key king kings knight lane law lawn ley lodge manor market mason
    miller moor mount mountain mountains orchard palace path pike plain plains point pool port price prince queen
    ranch rich ridge rise rock sharp shepherd smith square street summit sun sunny sunset swift taylor temple terrace
    tower town towns trail vale view village villa wall walls ward way weaver well wells wild wind windy wise wood
    woods woody yard young cliff dale dawn faith grace grant frank hope joy mark may june april august jan feb mar apr
    jun jul aug sep sept oct nov dec january february march july september october november december monday tuesday
    wednesday thursday friday saturday sunday chase drew earl gene guy jack lance lee miles nick pat pearl penny peter
    ray rob roger rusty sandy skip sky star stew storm summer tab van violet wade walker west will dear hello hi best
    regards sincerely mister miss doctor professor director manager dean chief head president chair group lead
    assistant associate senior junior fellow visitor operator analyst planner specialist technician intern author
    editor reviewer curator written requested created updated deleted subject kontakt correct false quoted keep stays`,
  places:
    `america american united states usa canada mexico europe european asia africa australia england ireland scotland
    wales britain british france germany spain italy norway sweden denmark finland poland austria switzerland
    netherlands belgium portugal greece turkey israel jordan india china japan korea brazil chile argentina peru
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
    montana nebraska nevada hampshire jersey york carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee
    texas utah vermont virginia washington wisconsin wyoming columbia lincoln madison jackson jefferson hamilton
    houston austin dallas denver boise moscow pullman seattle portland spokane tahoe reno sacramento francisco angeles
    diego oakland phoenix tucson boston albany buffalo cleveland columbus charlotte charleston raleigh richmond
    lexington franklin clayton chester lancaster london paris berlin rome vienna madrid oslo cascade cascades sierra
    rockies rocky appalachian palouse yellowstone yosemite clearwater salmon snake missouri platte bitterroot selway
    blackwood santa cruz barbara monica rosa clara los las san el la`,
};

const COMMON = new Set(
  Object.values(LISTS).flatMap((list) => list.split(/\s+/)).filter((word) => word !== ""),
);

/** Accounts that belong to a machine or to everybody; their home folders say nothing of a person. */
const SERVICE_ACCOUNTS = new Set(
  ("root www-data www nginx apache httpd ubuntu debian fedora centos alpine admin administrator user users ec2-user " +
    "pi vagrant docker node deno app apps web weppdev wepp weppcloud jovyan runner runneradmin jenkins git github " +
    "gitlab ci circleci travis builder build test tests tester testuser demo guest public default shared nobody " +
    "daemon postgres mysql redis mongo rq worker celery service svc system ansible deploy ops dev devel developer " +
    "conda mambauser micromamba python linuxbrew cloudshell-user codespace vscode site sites data backup backups me")
    .split(" "),
);

/**
 * True for words that are no sign of a person.
 *
 * @param word lower case, without marks on letters
 */
export function isCommonWord(word: string): boolean {
  return COMMON.has(word) || (word.endsWith("s") && COMMON.has(word.slice(0, -1)));
}

/** True for accounts such as `root`, `www-data`, `weppdev`. */
export function isServiceAccount(name: string): boolean {
  const plain = name.toLowerCase();
  return SERVICE_ACCOUNTS.has(plain) || /^(?:svc|srv|sys|app|bot|ci|x)[-_.]|[-_.](?:svc|bot|ci)$/.test(plain);
}
