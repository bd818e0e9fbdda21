"""The words and phrases that the rules on sentences look for, as data; all in small letters.

Every list is our own; what kind of word belongs in it follows the sources that each rule cites.
"""

import re


def words_of(text: str) -> list[str]:
    """The words of a text, split at its spaces.

    >>> words_of("one two")
    ['one', 'two']
    """
    return text.split()


VAGUE = words_of("""
acceptable adequate adequately affordable agile appealing appropriate appropriately attractive beautiful cheap clean
comfortable comfortably convenient conveniently correctly decent easily easy effective effectively efficient efficiently
elegant enough ergonomic fair fast few flexible flexibly friendly good gracefully great handy happy huge intuitive
intuitively large lightweight lots maintainable many modern neat nice nicely numerous optimised optimized performant
pleasant plenty poor powerful practical professional properly quick quickly rapid rapidly reasonable reasonably
reliable reliably responsive robust robustly safe safely satisfactory satisfied scalable seamless seamlessly secure
securely sensible several significant significantly simple simply slick slow slowly small smart smooth smoothly snappy
sophisticated stable straightforward strong sufficient sufficiently suitable suitably swift swiftly timeless tidy tiny
trustworthy usable user-friendly various vast versatile well-designed
""")
VAGUE_PHRASES = [
    "a lot of",
    "a large number of",
    "a number of",
    "a couple of",
    "high availability",
    "highly available",
    "high performance",
    "high-performance",
    "high quality",
    "high-quality",
    "high throughput",
    "high traffic",
    "high load",
    "heavy load",
    "low latency",
    "low-latency",
    "low cost",
    "low-cost",
    "cost-effective",
    "cost effective",
    "easy-to-use",
    "state of the art",
    "state-of-the-art",
    "world-class",
    "best-in-class",
    "fault-tolerant",
    "fault tolerant",
    "up-to-date",
    "up to date",
    "big data",
    "works well",
    "work well",
    "performs well",
    "user friendly",
    "good-looking",
    "minimal delay",
    "minimum delay",
    "little delay",
    "short time",
    "low delay",
    "well protected",
    "well tested",
    "enterprise-grade",
    "production-ready",
    "future-proof",
    "web-scale",
]
NOT_VAGUE = [  # the same words where they measure something or name a thing
    "fast forward",
    "fast-forward",
    "small letter",
    "small letters",
    "good morning",
    "well-known",
    "quick reply",
    "large language model",
    "fair share",
    "few-shot",
    "stable id",
    "strong consistency",
    "strong reads",
    "safe harbour",
    "smart card",
    "smart watch",
    "smart home",
    "simple majority",
    "clean up",
    "secure boot",
    "small business",
    "small businesses",
    "large type",
    "happy hour",
    "quick filter",
    "modern greek",
]
COMPARATIVES = words_of("""
better worse faster quicker slower easier simpler cheaper safer stronger smoother nicer cleaner friendlier prettier
smarter lighter snappier richer
""")
COMPARED_WITH = words_of("""
bigger larger smaller higher lower longer shorter greater newer older fewer more less sooner earlier later heavier
deeper broader wider
""")
SUPERLATIVES = words_of("""
best worst fastest quickest easiest simplest safest strongest smoothest finest greatest cleverest smartest friendliest
highest lowest cleanest
""")
MOST = words_of("""
modern secure reliable efficient powerful advanced beautiful important effective flexible intuitive comfortable
convenient suitable appropriate accurate stable robust responsive affordable trusted complete attractive innovative
scalable
""")
ABSOLUTES = [
    "always",
    "never",
    "100 %",
    "100%",
    "100 percent",
    "hundred percent",
    "zero downtime",
    "no downtime",
    "zero data loss",
    "no data loss",
    "zero loss",
    "zero errors",
    "no errors",
    "zero latency",
    "all the time",
    "at all times",
    "every time",
    "each time without fail",
    "24/7",
    "24x7",
    "around the clock",
    "round the clock",
    "completely",
    "totally",
    "absolutely",
    "guarantee",
    "guarantees",
    "guaranteed",
    "under all circumstances",
    "under any circumstances",
    "in all cases",
    "in every case",
    "without exception",
    "without fail",
    "perfect",
    "perfectly",
    "forever",
    "for ever",
    "unlimited",
    "infinite",
    "infinitely",
    "bug-free",
    "error-free",
    "fail-safe",
    "unbreakable",
    "unhackable",
    "zero interruptions",
    "without interruption",
    "uninterrupted",
    "at no time",
    "whatever happens",
    "no matter what",
    "impossible",
    "nothing is lost",
    "nothing may be lost",
    "nothing gets lost",
]
ESCAPES = [
    "if possible",
    "if necessary",
    "if needed",
    "if required",
    "if practicable",
    "if practical",
    "if feasible",
    "if appropriate",
    "if applicable",
    "if time permits",
    "if time allows",
    "if there is time",
    "where possible",
    "where appropriate",
    "where applicable",
    "where necessary",
    "where feasible",
    "where practicable",
    "where needed",
    "wherever possible",
    "whenever possible",
    "when possible",
    "when appropriate",
    "when necessary",
    "when needed",
    "as appropriate",
    "as applicable",
    "as necessary",
    "as needed",
    "as required",
    "as far as",
    "so far as",
    "insofar as",
    "to the extent",
    "as much as possible",
    "at our discretion",
    "preferably",
    "ideally",
    "optionally",
    "usually",
    "normally",
    "generally",
    "typically",
    "in general",
    "in most cases",
    "in many cases",
    "mostly",
    "best effort",
    "best-effort",
    "try to",
    "tries to",
    "attempt to",
    "attempts to",
    "do its best",
    "does its best",
    "strive to",
    "strives to",
    "aim to",
    "aims to",
    "unless it is too",
    "more or less",
    "or so",
    "roughly",
    "possibly",
    "maybe",
    "perhaps",
    "hopefully",
    "nice to have",
    "within reason",
    "subject to availability",
]
OPEN_LISTS = [
    "etc",
    "et cetera",
    "and so on",
    "and so forth",
    "and more",
    "and the like",
    "and such",
    "and similar",
    "or similar",
    "and others",
    "and other",
    "or other",
    "among others",
    "amongst others",
    "such as",
    "for example",
    "for instance",
    "e.g",
    "including but not limited to",
    "including, but not limited to",
    "not limited to",
    "and many more",
    "and much more",
    "and whatever",
    "or something",
    "or whatever",
    "and all that",
    "to name a few",
]
VAGUE_TIMES = [
    "eventually",
    "soon",
    "in real time",
    "in real-time",
    "real-time",
    "real time",
    "realtime",
    "near real time",
    "immediately",
    "immediate",
    "instantly",
    "instant",
    "instantaneous",
    "instantaneously",
    "promptly",
    "prompt",
    "timely",
    "shortly",
    "at once",
    "right away",
    "straight away",
    "without delay",
    "without undue delay",
    "regularly",
    "periodically",
    "frequently",
    "sometimes",
    "occasionally",
    "from time to time",
    "now and then",
    "asap",
    "in due course",
    "in due time",
    "at some point",
    "some day",
    "a while",
    "up to the minute",
    "no time",
]
REFERENCES = [
    r"as (?:described|specified|defined|stated|explained|given|shown|mentioned|outlined|laid down|agreed|discussed)"
    r"(?: (?:in|by|on|with) (?:the|our|that|another|a|an|its|their))?",
    r"according to (?:the|our|its|their|company|common|current|applicable|internal|usual) \w+",
    r"in (?:accordance|line|compliance|conformance) with (?:the|our|its|their|company|common|current|applicable|all"
    r"|internal|usual) \w+",
    r"(?:see|cf\.?|refer to) (?:the|our|section|chapter|document|appendix|above|below|page)",
    r"(?:above|afore|below)[- ]?mentioned",
    r"the (?:relevant|applicable|usual|current|corresponding) "
    r"(?:standard|law|rule|regulation|policy|document|guideline|specification)s?",
    r"\btb[dac]\b",
    r"to be (?:defined|decided|determined|confirmed|agreed|discussed|announced)",
    r"as (?:usual|before|today|always)",
    r"like (?:before|today|the old (?:one|system))",
    r"same as (?:the|our) (?:old|previous|current|existing) \w+",
    r"like (?:twitter|facebook|youtube|uber|whatsapp|instagram|netflix|google|our competitors?)",
]
SOLUTIONS = words_of("""
redis memcached kafka rabbitmq activemq pulsar sqs kinesis postgres postgresql mysql mariadb oracle sqlite mongodb mongo
cassandra scylladb dynamodb cosmosdb couchdb couchbase hbase bigtable spanner cockroachdb neo4j elasticsearch opensearch
solr lucene snowflake bigquery redshift clickhouse hadoop spark flink aws gcp azure ec2 s3 gcs lambda kubernetes k8s
docker helm terraform ansible nginx haproxy envoy istio varnish cloudflare cloudfront akamai fastly cdn react angular
vue django rails spring laravel flask node.js nodejs java kotlin golang javascript typescript php graphql grpc
websocket websockets webhook webhooks microservice microservices monolith serverless nosql newsql database databases
sharding sharded shards zookeeper etcd consul raft paxos jwt oauth md5 sha256 base62 cron celery airflow prometheus
grafana datadog kibana b-tree lsm-tree middleware blockchain tensorflow pytorch gpt llm autoscaling autoscaler
terraform vmware openstack postgis firebase supabase heroku vercel protobuf avro parquet mqtt
""")
SOLUTION_PHRASES = [
    "load balancer",
    "load balancers",
    "message queue",
    "message queues",
    "task queue",
    "job queue",
    "event queue",
    "message broker",
    "message bus",
    "event bus",
    "object store",
    "object storage",
    "blob store",
    "blob storage",
    "key-value store",
    "key value store",
    "column store",
    "document store",
    "relational store",
    "in-memory cache",
    "distributed cache",
    "a cache",
    "caching layer",
    "cache layer",
    "to cache",
    "caches",
    "read replica",
    "read replicas",
    "consistent hashing",
    "bloom filter",
    "hash table",
    "hash map",
    "rest api",
    "restful",
    "virtual machine",
    "virtual machines",
    "api gateway",
    "reverse proxy",
    "service mesh",
    "event sourcing",
    "two-phase commit",
    "materialised view",
    "materialized view",
    "materialised views",
    "materialized views",
    "database index",
    "secondary index",
    "foreign key",
    "stored procedure",
    "stored procedures",
    "machine learning",
    "neural network",
    "google cloud",
    "amazon web services",
    "long polling",
    "server-sent events",
    "stateless service",
    "stateless services",
    "thread pool",
    "connection pool",
    "wide-column store",
    "auto-scaling group",
]
ROLES = words_of("""
user users member members moderator moderators admin admins administrator administrators buyer buyers seller sellers
owner owners guest guests visitor visitors driver drivers rider riders reader readers writer writers author authors
customer customers host hosts operator operators editor editors manager managers sender senders receiver receivers
recipient recipients passenger passengers traveller travellers traveler travelers viewer viewers creator creators
organiser organisers organizer organizers student students teacher teachers subscriber subscribers follower followers
employee employees merchant merchants courier couriers client clients person people supplier suppliers patient patients
doctor doctors cashier cashiers player players agent agents developer developers publisher publishers shopper shoppers
restaurant restaurants cook cooks anybody anyone everybody everyone somebody someone
system service app application platform site website product software
""")
DEEDS = words_of("""
accept add answer apply approve archive assign attach block book browse bookmark buy call cancel change charge chat
check choose click collect comment compare complete confirm copy create deactivate decline delete deliver deny
download edit
export file filter follow forward grade import invite join leave like list lock log manage mark message move mute name
open order paste pay pin play plan post print process publish purchase rate read record register reject remove rename
rent reply report repost request reserve reset restore return review save schedule search select sell send set share
sign sort start stop store submit subscribe suspend tag track transfer translate type unfollow update upload verify view
vote watch withdraw write keep show notify serve handle support
""")
OUTCOMES = words_of("""
arrive arrives get gets receive receives see sees find finds hear hears learn learns become becomes is are has have
obtain obtains land lands end ends return returns
""")
IRREGULAR = words_of("""
built bought chosen done drawn found given held hidden kept known left lent lost made meant met paid put read run said
seen sent set shown shut sold split spent stored taken taught told thrown understood won written
""")
STATES = words_of("""
allowed based concerned connected dedicated finished interested known limited located logged lost named needed opposed
pleased related required satisfied scared signed situated supposed tired used
""")


def any_of(phrases) -> re.Pattern:
    """A pattern for any of these words or phrases, as whole words, the longest first.

    >>> any_of(["etc", "and so on"]).findall("a, b, etc. and so on")
    ['etc', 'and so on']
    """
    longest = sorted(phrases, key=len, reverse=True)
    inner = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest)
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w-])")


def third_person(verb: str) -> str:
    """A verb as it stands after he, she or it.

    >>> third_person("watch"), third_person("copy"), third_person("play"), third_person("post")
    ('watches', 'copies', 'plays', 'posts')
    """
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}s"
