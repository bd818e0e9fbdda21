"""Five published architectures, in shape and with rounded figures; each says what it was described after.

Replicas, times and capacities are not published and stand for the shape alone.
"""

from helpers.architecture import Architecture

# Raffi Krikorian, "Timelines at Scale", QCon San Francisco 2012 (InfoQ): 300 K timeline reads and 6 K tweets a second;
# a write fans out to the home timelines of the followers, kept in Redis, three copies each; search is built from the
# same stream ("Earlybird"). Gizmoduck keeps users, T-bird tweets, Flock who follows whom.
TWITTER = (
    Architecture.from_mermaid("""flowchart LR
    client([Phones and browsers]):::client --> balancer{{Front end}}:::load_balancer
    balancer --> timeline_service[Timeline service]:::service
    balancer --> write_api[Write API]:::service
    timeline_service --> timelines(Home timelines in Redis):::cache
    timeline_service --> tweet_cache(T-bird cache):::cache
    timeline_service --> tweets[(T-bird)]:::sql
    timeline_service --> users[(Gizmoduck)]:::sql
    write_api --> tweets
    write_api -.-> ingester[/Tweet stream/]:::stream
    ingester -.-> fan_out[[Fan-out]]:::worker
    fan_out --> followers[(Flock)]:::sql
    fan_out --> timelines
    ingester -.-> earlybird[(Earlybird)]:::search
    balancer --> blender[Blender]:::service --> earlybird
    %% box timelines replicas=3 stores="timeline" hit_rate=1 durable=true
    %% box tweet_cache replicas=3 stores="tweet"
    %% box tweets replicas=3 stores="tweet"
    %% box users replicas=3 stores="user"
    %% box followers replicas=3 stores="follow"
    %% box earlybird replicas=3 stores="tweet"
    %% box balancer replicas=3
    %% box timeline_service replicas=200
    %% box write_api replicas=10
    %% box blender replicas=20
    %% box fan_out replicas=40
    %% box ingester replicas=3
    %% link fan_out followers sync for_endpoints="tweet"
    %% link fan_out timelines sync for_endpoints="tweet" calls=75
    %% link timeline_service timelines sync for_endpoints="home"
"""),
    [
        {"name": "home", "share": 0.94, "reads": ["timeline", "tweet", "user"]},
        {"name": "tweet", "share": 0.02, "writes": ["tweet", "timeline"]},
        {"name": "search", "share": 0.04, "reads": ["tweet"]},
    ],
)

# "What Powers Instagram: Hundreds of Instances, Dozens of Technologies", Instagram Engineering, December 2011: Amazon's
# load balancer before nginx, more than 25 Django servers, sharded PostgreSQL with replicas, photos in S3 behind
# CloudFront, Redis for feeds and sessions, Memcached, Gearman with about 200 workers, Apple's push service.
INSTAGRAM = (
    Architecture.from_mermaid("""flowchart LR
    client([iPhone]):::client --> elb{{Elastic load balancer}}:::load_balancer --> django[Django]:::service
    client --> cloudfront(CloudFront):::cdn --> photos[(S3)]:::blob
    django --> photos
    django --> memcached(Memcached):::cache
    django --> postgres[(PostgreSQL)]:::sql
    postgres ==> standby[(Replicas)]:::sql
    django --> feeds(Redis):::cache
    django -.-> gearman[/Gearman/]:::queue -.-> workers[[Workers]]:::worker
    workers --> feeds
    workers --> push([Apple push]):::external
    %% design large_entities="photo"
    %% box elb replicas=3 zone="east_a,east_b"
    %% box django replicas=25 zone="east_a,east_b"
    %% box memcached replicas=6 stores="user,media"
    %% box postgres replicas=1 stores="user,media" zone="east_a"
    %% box standby replicas=2 stores="user,media" zone="east_b"
    %% box feeds replicas=4 stores="feed" durable=true hit_rate=1
    %% box photos stores="photo"
    %% box workers replicas=20
    %% link workers push sync for_endpoints="post"
"""),
    [
        {"name": "view_feed", "share": 0.9, "reads": ["feed", "media", "photo"]},
        {"name": "post", "share": 0.1, "writes": ["photo", "media", "feed"]},
    ],
)

# Netflix, "Open Connect Overview" (openconnect.netflix.com) and "Completing the Netflix Cloud Migration" (2016):
# control in AWS (Zuul gateway, services, EVCache before Cassandra), video from appliances inside the networks of
# providers, filled beforehand from S3.
NETFLIX = (
    Architecture.from_mermaid("""flowchart LR
    tv([Television]):::client --> zuul{{Zuul}}:::gateway --> play[Playback services]:::service
    tv --> appliances(Open Connect appliances):::cdn --> originals[(S3)]:::blob
    play --> evcache(EVCache):::cache
    play --> cassandra[(Cassandra)]:::wide_column
    %% design large_entities="video" zones="us_east_1,us_west_2,eu_west_1"
    %% box zuul replicas=12 zone="us_east_1,us_west_2,eu_west_1"
    %% box play replicas=60 zone="us_east_1,us_west_2,eu_west_1"
    %% box evcache replicas=9 stores="title,position" zone="us_east_1,us_west_2,eu_west_1"
    %% box cassandra replicas=9 stores="title,position" zone="us_east_1,us_west_2,eu_west_1"
    %% box appliances hit_rate=0.98 stores="video" replicas=1000
    %% box originals stores="video"
"""),
    [
        {"name": "browse", "share": 0.5, "reads": ["title"]},
        {"name": "watch", "share": 0.4, "reads": ["video", "position"]},
        {"name": "save_position", "share": 0.1, "writes": ["position"]},
    ],
)

# Bo Ingram, "How Discord Stores Trillions of Messages", Discord Engineering, March 2023: the API calls data services
# (Rust) that coalesce equal reads and are routed by channel, before ScyllaDB (72 nodes; 177 of Cassandra before).
DISCORD = (
    Architecture.from_mermaid("""flowchart LR
    app([Discord app]):::client --> api[API]:::service --> data[Data services]:::service
    data --> scylla[(ScyllaDB)]:::wide_column
    api -.-> events[/Gateway events/]:::stream -.-> sockets[Gateway]:::service
    %% box api replicas=40
    %% box data replicas=20 stateful=true
    %% box scylla replicas=72 stores="message" service_time="1 ms"
    %% box events replicas=3
    %% box sockets replicas=30 stateful=true
    %% link api events async for_endpoints="send"
    %% link events sockets async for_endpoints="send"
"""),
    [
        {"name": "send", "share": 0.1, "writes": ["message"]},
        {"name": "read_channel", "share": 0.9, "reads": ["message"]},
    ],
)

# Rick Reed, "That's 'Billion' with a 'B': Scaling to the Next Level at WhatsApp", Erlang Factory 2014: phones keep a
# connection to chat servers, which pass messages on; offline messages wait in Mnesia, media lies on its own servers.
WHATSAPP = (
    Architecture.from_mermaid("""flowchart LR
    phone([Phone]):::client --> chat[Chat servers]:::service
    phone --> media_service[Media servers]:::service --> media[(Media)]:::blob
    chat --> accounts[(Accounts in Mnesia)]:::key_value
    chat --> offline[(Offline messages)]:::key_value
    %% design large_entities="medium"
    %% box chat replicas=150 stateful=true
    %% box media_service replicas=250
    %% box media stores="medium"
    %% box accounts replicas=32 stores="account"
    %% box offline replicas=48 stores="message"
"""),
    [
        {"name": "send", "share": 0.6, "reads": ["account"], "writes": ["message"]},
        {"name": "fetch", "share": 0.3, "reads": ["message"]},
        {"name": "picture", "share": 0.1, "reads": ["medium"], "writes": ["medium"]},
    ],
)

PUBLISHED = {
    "twitter_2012": TWITTER,
    "instagram_2011": INSTAGRAM,
    "netflix_open_connect": NETFLIX,
    "discord_2023": DISCORD,
    "whatsapp_2014": WHATSAPP,
}
