"""What words in questions about a system mean: concepts with the words that people use for them, as data.

The concepts are those of requirements interviews in general, not of one case. What tells the facts of a case apart are
the wordings in its file; these lists let a question in other words find them.
"""

import re
from functools import lru_cache

from helpers.requirements.interview.synonyms import SYNONYMS
from helpers.requirements.rules.words import words_of

# How something is asked for. Phrases are looked for in the plain text, the longest first.
ASKED = {
    "q_count": ["how many", "number of", "numbers of", "number", "numbers", "amount of", "count of", "quantity",
                "how much", "volume", "how numerous", "figure", "figures", "total"],
    "q_often": ["how often", "how frequently", "how regularly", "at what rate", "what rate", "at which rate",
    "how many times",
                "frequency", "rate", "rates", "how intensively", "how actively",
                "how common", "how rare", "how popular", "how busy", "how usual"],
    "q_period": ["how long do", "how long does", "how long should", "how long must", "how long will",
    "how many years", "how many months", "how many days", "for how long", "what period",
                 "until when", "how old", "period", "which period", "time span", "timespan"],
    "q_soon": ["how fast", "how quick", "how quickly", "how soon", "how slow", "how responsive",
               "how rapidly", "how much time", "how many milliseconds", "how many ms", "how many seconds",
               "how immediate", "how instantly"],
    "q_size": ["how large", "how big", "how many bytes", "how many kilobytes", "how many kb",
               "how many mb", "how many megabytes", "how many characters", "how much space", "what size",
               "which size", "how huge", "how small", "how much text", "how much data", "how much storage"],
    "q_may": ["is it possible", "possible to", "able to", "allowed to", "is it allowed"],
    "q_period q_size": ["how long are", "how long is"],
    "q_soon q_size": ["how long may", "how long can"],
    "q_do": ["what can", "what do users do", "what do people do", "what should users", "what should people",
             "what should a user", "what will people do", "what are users doing", "what are people doing"],
    "q_share": ["what share", "what percentage", "what fraction", "what proportion", "which percentage",
                "what part of", "how many percent", "percentage of", "share of", "proportion of", "fraction of"],
    "q_where": ["where are", "where do", "where is", "where in the world", "from where", "which countries",
                "which country", "which continents", "which regions", "what regions", "what countries"],
    "q_who": ["who uses", "who will", "who is", "who are", "who can", "who may", "by whom", "for whom", "who else",
              "who has", "who makes", "who creates", "who reads", "who wants", "what kind of users",
              "what kinds of users", "what types of users", "which kinds of users", "which users", "who"],
    "q_even": ["how uneven", "how even", "how bursty", "how spiky", "how seasonal"],
    "q_up": ["how available", "how much downtime", "how many nines", "how reliable", "how often may it be down"],
    "q_safe": ["how durable", "how safe", "how secure is the data"],
    "q_fresh": ["how fresh", "how stale", "how up to date", "how current", "how consistent", "how outdated",
                "how synchronous", "how recent"],
}
# What is asked about. Words are compared by their stems.
CONCEPTS = {
    "people": """user users people person persons customer customers visitor visitors member members audience
        folk folks dau mau wau population subscriber subscribers consumer consumers userbase somebody someone
        anybody crowd human humans actor actors stakeholder stakeholders participant participants client clients""",
    "active": "active daily dau mau login logged registered signup",
    "make": """create creates creation created make made making new generate generated generation submit submitted add
        added insert inserted insertion write writes written writing publish published produce produced inflow
        incoming
        ingest ingestion fresh shorten shortened shortening upload uploaded record recorded""",
    "read": """read reads reading reader open opened opens opening view views viewed viewing click clicks clicked
        clicking
        visit visits visited access accesses accessed accessing hit hits look looked lookup retrieve retrieved
        retrieval
        fetch fetched redirect redirects redirected redirection download downloads downloaded resolve resolved
        resolution follow followed consume consumed browse browsed query queries""",
    "ratio": "ratio relation proportion compared versus vs against heavy dominated mix balance",
    "popular": """popular popularity viral hot hotspot skew skewed uneven unevenly celebrity celebrities star stars
        famous
        influencer influencers trending distribution distributed biggest extreme outlier outliers concentrated few""",
    "keep": """keep keeps kept keeping retain retained retention expire expires expired expiry expiration lifetime
        lifespan
        ttl delete deleted deletion valid validity remain lived age aged old older forever ever archive archived
        purge stay stays staying permanent permanently
        purged discard discarded throw thrown away vanish end ends cleanup store stored persist persisted hold live
        lives
        living remove removed""",
    "years": "year years decade decades month months",
    "speed": """fast faster quick quickly speed latency latencies delay delays respond response responses responsive
        wait
        waits waiting milliseconds millisecond ms slow slowness snappy performance performant instant instantly lag
        p99
        p95 p50 p999 percentile percentiles answer answered roundtrip""",
    "choose": """choose choosing chosen pick picked picking select selected custom customised customized customise
        customize alias aliases vanity personal personalised personalized specify specified slug slugs branded brand
        wish prefer decide decides decided define defined set name names named word ending suffix nice readable
        memorable
        random generated hand themselves self""",
    "change": """change changes changed changing edit edits edited editing editable update updates updated updating
        modify
        modified modifies modification alter altered immutable mutable overwrite overwritten version versions
        versioned
        versioning rewrite rewritten correct corrected correction revise revised revision typo amend amended fixed
        once
        replace replaced""",
    "lose": """lose loses losing lost loss losses durable durability backup backups crash crashes crashed vanish
        vanished
        disappear disappears disappeared missing gone survive survives survival safe safety safely protected
        protection
        protect destroyed corrupted corruption recover recovery recoverable rpo disaster dies die died destroy""",
    "copies": """copy copies replica replicas replicate replicated replication redundancy redundant zone zones
        datacenter
        datacenters datacentre datacentres""",
    "fresh": """fresh freshness stale staleness lag behind consistency consistent eventual eventually immediate
        immediately
        visible appear appears appearing delay delayed delays current outdated propagate
        propagation arrive arrives arriving soon instantly notice synchronised synchronized late latest old""",
    "photo": """photo photos picture pictures image images media photograph photographs attachment attachments attach
        multimedia pics pic jpeg""",
    "video": "video videos film films clip clips audio",
    "size": """size sizes large big bytes byte kilobyte kilobytes kb mb gb megabyte megabytes character characters
        length
        long short space heavy limit maximum max small storage volume bulk huge lines chars weigh weight""",
    "follower": """follower followers following follow follows followed followees followee fan fans fanout graph
        connected
        connections connection friends friend subscribed network""",
    "available": """available availability uptime downtime outage outages sla slo nines down reliable reliability
        unavailable offline interruption interruptions maintenance failover up uninterrupted""",
    "peak": """peak peaks peaky busy busiest burst bursts bursty spike spikes spiky uneven evening evenings rush
        fluctuate
        fluctuation fluctuations seasonal seasonality season steady surge surges hour hours weekend weekends night
        nights
        vary varies variation constant pattern patterns even evenly""",
    "where": """geography geographic geographical geographically country countries region regions continent
        continents world
        worldwide global globally international location locations located abroad europe america asia local distance
        distant far spread globe earth planet overseas""",
    "money": "budget cost costs money spend price expensive dollar dollars bill afford pay paid funding",
    "scope": """scope feature features functionality functionalities exclude excluded include included inclusion mvp
        version first later ignore ignored skip skipped leave omit omitted functions function capability
        capabilities job
        focus concentrate core essential""",
    "purpose": "purpose goal problem why aim useful case cases main",
    "statistics": "statistics statistic stats analytics analytic metrics dashboard report reports counter tracking",
    "private": """private privacy personal gdpr sensitive confidential secret visible visibility public password
        protected
        permission permissions access restricted unlisted hidden security secure""",
    "search": "search searches searching searchable find",
    "comment": "comment comments reply replies",
    "like": "like likes reaction reactions",
    "notify": "notification notifications notify notified push alert alerts",
    "login": "login sign signin signup register registration authentication anonymous account accounts",
    "link": "link links url urls address addresses shortlink shortlinks",
    "code": "code codes slug key keys hash",
    "paste": "paste pastes text texts snippet snippets document documents entry entries item items content contents",
    "post": "post posts tweet tweets message messages status microblog",
    "timeline": "timeline timelines feed feeds stream wall homepage",
    "traffic": "traffic load requests request throughput qps rps tps demand scale usage",
}
MORE = {  # and that people use more seldom
    "people": """crowd crowds attendance headcount shoppers readership public""",
    "make": """
        intake creating register registers mint minted issue issued issuing spawn arise arises

        """,
    "read": """
        reading viewer viewers readers pageview pageviews retrieves
        look-ups redirecting consumption consumes click-throughs
        """,
    "ratio": """dominate dominates outweigh outweighs outnumber outnumbers proportionally""",
    "popular": """
        superstar superstars heavyweight heavyweights hotspots blockbuster concentrate skewedness peaky idol
        idols
        """,
    "keep": """
        outlive obsolete lapse lapses lapsed accumulate accumulates pile piles rot horizon
        lifecycle evict evicted erase erased erasing wipe wiped preserve preserved preservation retire
        retired disposed cleaned sunset end-of-life expiring outdated
        """,
    "speed": """
        waiting sluggish lagging milliseconds swift swiftly prompt promptly tolerance patience patient
        impatient timeout slowest fastest speedy hurry
        """,
    "choose": """
        reserve reserves reserved bespoke personalise personalize invent invents desired human-readable
        hand-picked self-chosen readable meaningful
        """,
    "change": """
        final mutability rewriting fix fixes tweak tweaked tweaks adjust adjusted amendments revisions
        revisable undo undone freeze frozen mutation mutations
        """,
    "lose": """
        losing fire burns flood floods wipeout catastrophe catastrophic disaster disasters corrupt perish
        perished forfeited irrecoverable restore restored restoring careful carefully precious outlast
        trustworthiness
        """,
    "fresh": """
        propagation moments instantaneous up-to-the-minute seconds-old
        synchronous refreshes
        """,
    "photo": """
        illustrated illustration illustrations snapshot snapshots visual visuals graphics gif gifs selfie
        selfies thumbnail thumbnails upload uploads jpegs
        """,
    "size": """
        weight weighs voluminous hefty tiny lengthy footprint bulky dimensions kilobyte-size

        """,
    "follower": """
        audience audiences listener listeners subscriber-base fanbase contacts
        """,
    "available": """
        uptime-target interrupted blackout blackouts operational nonstop round-the-clock
        broken
        """,
    "peak": """crunch lull lulls prime-time spikiness swings swing daytime nighttime lunchtime""",
}
EVEN_MORE = {  # of the same concepts, one line each
    "people": """
        buyer buyers guest guests individual individuals user-base viewership community citizens citizen""",
    "active": """engaged concurrent""",
    "make": """
        posting intake originate authored authoring store-rate arrival arrivals addition additions influx
        creator creators""",
    "read": """
        lookups traverse navigations impressions impression scroll scrolls scrolling refresh
        refreshes tap taps served""",
    "ratio": """per-write skew-ratio split balanced""",
    "popular": """popularly fame long-tail extremes skewness lopsided bestseller""",
    "keep": """
        drop dropped dropping disappears lasting linger lingers expiring tenure
        lifespans indefinitely eternally eternity trash garbage""",
    "speed": """sub-second subsecond fastness turnaround rapid rapidly blink lightning budgeted""",
    "choose": """
        customisation customization customizable customisable tailor tailored preferred free-form freeform
        arbitrary vanities handle handles self-defined""",
    "change": """
        editability rectify replaceable resubmit redo reword reworded amending mutated mutate evolve
        corrections edit-history""",
    "lose": """
        losses forever-lost wiped survived corruptible resilience resilient evaporate evaporates redundancy
        fail-safe""",
    "copies": """mirror mirrors mirrored duplicate duplicates duplicated backup backups snapshots""",
    "fresh": """
        recency recently real-time realtime near-real-time synchronise synchronize synced sync
        converge convergence refreshed usable""",
    "photo": """photography png pictorial gallery""",
    "size": """
        sized room occupy occupies cap capped kb-size kib mib fit fits lengths capacity ceiling disk payload""",
    "follower": """following-count fanbases reach recipients recipient adjacency connect""",
    "available": """
        reachable unreachable accessible inaccessible continuity failing fail fails failure failures error
        errors downtimes accessibility always-on 24/7 crash-free""",
    "peak": """
        rush-hours crest multiplier waves wave headroom busier high-traffic worst-case off-peak momentary""",
    "where": """
        geo latitude timezones timezone continent-wide nationality national domestic based market markets""",
    "money": """spending cheap expense expenses financial finance finances economical funds usd euros""",
    "scope": """
        boundary boundaries excluding priorities priority prioritise prioritize must-have nice-to-have non-
        goals non-goal nongoal""",
    "private": """
        confidentiality authorisation authorization authorised authorized permitted restrict restriction
        restrictions secrecy strangers outsiders guess guessable unguessable pii identifiable""",
    "statistics": """insights insight analysis counters""",
    "login": """registered accountless authenticate authenticated identity""",
}
PHRASES = {  # what several words mean together; the concept takes their place
    "time to live": "keep", "go away": "keep", "goes away": "keep", "throw away": "keep", "shelf life": "keep",
    "expiry date": "keep", "expiration date": "keep", "for ever": "keep", "up to date": "fresh",
    "up-to-date": "fresh", "at once": "fresh", "show up": "fresh", "real time": "fresh",
    "write once": "change", "read only": "change", "read-only": "change",
    "rush hour": "peak", "time of day": "peak", "response time": "speed", "response times": "speed",
    "too slow": "speed",
    "fan out": "follower", "fan-out": "follower", "log in": "active", "logs in": "active",
    "sign in": "login", "sign up": "login", "signed in": "login", "data loss": "lose", "go missing": "lose",
    "goes missing": "lose", "get lost": "lose", "gets lost": "lose", "user base": "people",
    "active accounts": "people active", "accounts are active": "people active",
    "after it was": "fresh", "until it works": "fresh", "all the time": "available", "server fails": "available",
    "see a new": "fresh", "see new": "fresh", "see the newest": "fresh", "functional requirements": "purpose",
    "take to load": "speed",
    "need an account": "login", "data about users": "private", "account is closed": "private",
    "monthly active": "active",
    "daily active": "active", "out of scope": "scope", "in scope": "scope", "not part of": "scope",
    "leave out": "scope",
    "left out": "scope", "must have": "scope", "nice to have": "scope", "stay up": "available",
    "be down": "available",
    "use case": "purpose", "use cases": "purpose", "what for": "purpose",
    "short link": "link", "short links": "link", "short url": "link", "short urls": "link", "long url": "link",
    "long urls": "link", "long address": "link", "long addresses": "link", "short address": "link",
    "shortened url": "link", "shortened urls": "link", "shortened link": "link", "shortened links": "link",
    "their own": "choose", "your own": "choose", "his own": "choose", "her own": "choose", "my own": "choose",
    "first version": "scope", "first release": "scope", "newest version": "fresh", "latest version": "fresh",
    "usage change": "peak", "load change": "peak", "traffic change": "peak", "others see": "fresh",
    "visible to": "fresh",
    "around the clock": "available", "round the clock": "available", "stop existing": "keep",
    "straight away": "fresh", "right away": "fresh", "until it appears": "fresh", "until others": "fresh",
    "access control": "private", "too old": "fresh",
    "home timeline": "timeline", "home page": "timeline", "home feed": "timeline", "home screen": "timeline",
    "stop working": "keep", "stops working": "keep", "clean up": "keep", "backed up": "lose", "back up": "lose",
    "data center": "where", "data centers": "where", "data centre": "where", "data centres": "where",
    "shows up": "fresh", "showed up": "fresh", "showing up": "fresh",
    "short name": "code", "short names": "code", "short code": "code", "short codes": "code",
    "read write": "ratio", "reads and writes": "ratio",
    "reads to writes": "ratio", "read to write": "ratio", "read/write": "ratio", "write to read": "ratio",
    "read heavy": "ratio", "read-heavy": "ratio", "write heavy": "ratio",
    "end to end": "encrypted", "on a normal day": "", "on an ordinary day": "", "on average": "", "in total": "",
    "as well as": "and", "high availability": "available",
}
EMPTY = words_of("""
a an the this that these those it its of to in on at for from by with as into over under per and or but if so then
than
is are was were be been being am do does did done doing have has had having can could may might must shall should will
would i you he she we they me him her us them my your his our their mine one ones each every any some all both other
another such what which when how there here not no yes please tell give let know say said could kindly want wants
wanted
need needs needed like about around roughly approximately approx average typical typically usual usually normal
normally
expect expects expected expecting assume assumed plan planned planning design build system service app application
platform site website product thing things something anything idea ideas figure question ask asking talk talking mean
get gets got go goes going come comes coming happen happens okay ok fine acceptable tolerable required requirement
requirements target targets aim aims just only really actually also too very much more most less least many lot lots
way ways kind kinds sort sorts type types existing possible possibly support supported supporting offer offered
allow allowed allows able ability take takes taken put puts look looks like long exactly still ever same own whole
day days daily week weeks weekly month months monthly hour minute minutes second seconds year yearly time times
use uses used using user's basically essentially overall first next previous before after later until during while
since because though although between among amongst across through within forth back off out down up again once twice
often rarely seldom never always sometimes early soon else instead rather quite pretty enough almost nearly little
big bit
person's people's thought think thinks believe guess suppose sure certain certainly maybe perhaps probably likely
understand clarify help wonder wondering curious interested good bad better best worse right wrong true false
try tries tried start started begin begins began stop keep-in-mind use-case exact exactly precise precisely
million millions billion billions thousand thousands hundred hundreds k m bn number numbers amount total terms
regarding concerning respect hello hi thanks thank well now maximum minimum single
""")
# Common words that tell nothing of what is asked; a question is not held to be about them.
COMMON = words_of("""
surely don't doesn't isn't aren't won't wouldn't shouldn't can't couldn't didn't default defaults become becomes
becoming typically individual respective specified upper lower foresee foreseen anticipate
anticipated forecast ballpark estimated
guideline assumption assumptions handle handled
handling cope deal dealing serve served reckon worth given realistic
able accept according across actual add ahead agree aim allowed alone already although amongst anyone anyway apart
appear
apply area around available aware become behind belong beside beyond big bit both bring broad build building built
busy buy
called care case cause central certain chance change choose clear close collect come common compare complete concern
condition consider considered contain control correct could count course cover current deal decide deep define degree
depend describe desire detail determine develop difference different difficult direct easy effect either entire equal
especially estimate even event every everywhere exact example except exist explain extent extra face fact fair fall
false
family far feel fill final find fine first five follow force form forward free full further future general given
good great
group grow guess half hand happen hard heavy helpful high hold hope huge ideal imagine important improve include
increase
indeed inside instead intend interest involve issue job join keen kept key kind known large last late later latter
leave
left let level lie light limit line little live longer lose low main major manage manner matter maybe mention mind
minor
moment more mostly move multiple must natural near necessary neither next none note nothing notice object obvious
occur
offer one open order ordinary original otherwise outside overall own part particular pass past peopl perform place
plain
play point policy position positive possible power precise prefer prepare present pretty previous principle prior
proper
propose provide public purpose put quite raise range rather reach ready real realistic reason recent reckon refer
regard
relate relevant rely remain remember remind repeat rest result return right roughly round rule run safe same satisfy
scenario
second see seem sense separate serious set several shape short should show side similar simple since situation small
solution some sort special specific stage stand standard state step stick still stop strange strict strong such
suggest
suit suppose sure take talk target tend term thing think third thought three through throughout together tolerate top
toward treat true turn two under understand unit unlikely until upper useful usual value variety various very view
wait
wanted way week well while whole wide willing wise within without wonder word work worry worth wrong yet zero please
promise necessary level wanted serve handle cope deal deals face faced plan requirement anticipate foresee predict
ballpark rough crude guesstimate order magnitude regular regularly daily hourly yearly annually annual everyday
""")
GENERIC = words_of("""
requirement requirements functional nonfunctional non-functional system service scale load traffic performance quality
qualities data feature features constraint constraints detail details everything else more usage expectation
expectations expect goals overview describe explain elaborate background context story information info expand
specification specifications specs general big picture project product application app thing things anything
important interesting
""")
# Words whose ending must stay, because without it they mean something else.
WHOLE = frozenset(words_of("browser browsers news series process address addresses access business status analysis"))
COUNTABLE = frozenset(words_of("""bytes kilobytes kb mb megabytes characters space text data storage milliseconds
ms seconds
years months days downtime nines users"""))  # what a way of asking names besides asking
SUFFIXES = ("ization", "isation", "ations", "ation", "ingly", "ities", "ing", "edly", "ies", "ied", "ers", "est",
    "ed",
            "es", "er", "ly", "s")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending, so that forms of one word are alike.

    >>> [stem(word) for word in ("links", "shortened", "stories", "shortening", "less")]
    ['link', 'shorten', 'story', 'shorten', 'less']
    """
    if word in WHOLE:
        return {"browsers": "browser"}.get(word, word.removesuffix("es") if word.endswith("sses") else word)
    for ending in SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            root = word[: -len(ending)]
            if ending in ("ies", "ied"):
                return f"{root}y"
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
                root = root[:-1]
            return root.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


MEANING: dict[str, set[str]] = {}
for _concept, _words in [*CONCEPTS.items(), *MORE.items(), *EVEN_MORE.items(), *SYNONYMS.items()]:
    for _word in _words.split():
        MEANING.setdefault(stem(_word), set()).add(_concept)
IGNORED = frozenset(map(stem, EMPTY)) | frozenset(EMPTY)
COVERED = frozenset(map(stem, [*GENERIC, *COMMON])) | frozenset(COMMON)
WAYS = sorted(((phrase, concept) for concept, phrases in ASKED.items() for phrase in phrases),
              key=lambda each: -len(each[0]))
WAY = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase, _ in WAYS))
WAY_OF = {phrase: frozenset(ways.split()) for phrase, ways in WAYS}
DOES = re.compile(r"\b(?:users?|people|persons?|somebody|someone|anybody|they|we|i|one|accounts?|writers?|members?"
                  r"|friends?) (?:\w+ly )?(?:post|paste|tweet|send|put)s?\b")  # as a deed, and not as a thing
# What a number is divided by is not what is counted: "posts per user" are posts.
FOR_EACH = re.compile(r"\b(?:per|for each|for every|by each|by every|and) (?:\w+ )?(?:users?|person|member|head|account"
                      r"|customer|individual|capita)\b(?= *(?:and|per|a|each|every|daily|on|in|[?.,;]|$))")
STRONG = frozenset({"q_who", "q_where", "q_even", "q_up", "q_safe", "q_fresh", "q_do"})  # these alone tell a topic
PHRASE = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in sorted(PHRASES, key=len, reverse=True)))
