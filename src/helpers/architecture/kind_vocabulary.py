"""The vocabulary of drawings: products and nouns by kind, words for any store or broker, words that say no kind."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# Products and standards: what somebody means who writes the name alone.
PRODUCTS = {
    "dns": "route 53|route53|cloud dns|cloudflare dns|azure dns|bind9|coredns",
    "cdn": "cloudfront|cloudflare|akamai|fastly|bunnycdn|keycdn|cloud cdn|azure cdn|azure front door|front door",
    "load_balancer": "nginx|haproxy|traefik|envoy|elb|alb|nlb|clb|slb|elastic load balancing|"
                     "application load balancing|elastic load balancer|cloud load balancing|f5|keepalived|lvs|"
                     "metallb|aws elb|traffic manager",
    "gateway": "kong|zuul|apigee|tyk|ocelot|spring cloud gateway|krakend|api management|istio gateway|waf|"
               "firewall",
    "service": "lambda|aws lambda|fargate|aws fargate|ecs|eks|ec2|gke|aks|cloud run|cloud functions|"
               "cloud function|azure functions|azure function|app engine|app service|cloudflare workers|"
               "cloudflare worker|django|flask|fastapi|express|express js|expressjs|spring|spring boot|rails|"
               "laravel|node js|nodejs|nestjs|nest js|keycloak|graphql|grpc|prometheus|grafana|kibana|logstash|"
               "jaeger|zipkin|tomcat|gunicorn|uvicorn|consul|vault|kubernetes|k8s",
    "worker": "celery|sidekiq|resque|airflow|spark|apache spark|flink|apache flink|beam|dataflow|aws glue|glue|"
              "emr|step functions|step function|temporal|hadoop|mapreduce|dbt|aws batch|fluentd|filebeat|"
              "debezium",
    "cache": "redis|memcached|memcache|elasticache|memorystore|varnish|hazelcast|ehcache|valkey|keydb|dragonfly|"
             "dragonflydb|evcache|momento",
    "sql": "postgres|postgresql|mysql|mariadb|oracle|oracle db|mssql|ms sql|sql server|sqlite|aurora|rds|"
           "cockroachdb|cockroach|spanner|tidb|yugabyte|yugabytedb|vitess|planetscale|supabase|alloydb|"
           "cloud sql|azure sql|timescaledb|pgvector|percona|redshift|snowflake|bigquery|big query|"
           "relational database service|pgbouncer|neo4j|neptune",
    "document_store": "mongo|mongodb|mongo db|couchdb|couchbase|firestore|cloud firestore|documentdb|cosmosdb|"
                      "cosmos db|ravendb|nosql|no sql",
    "wide_column": "cassandra|scylla|scylladb|bigtable|big table|hbase|keyspaces|clickhouse|influxdb|influx|"
                   "druid|apache druid",
    "key_value": "dynamodb|dynamo|dynamo db|etcd|rocksdb|leveldb|riak|aerospike|foundationdb|zookeeper|kv",
    "blob": "s3|gcs|minio|r2|hdfs|ceph|glacier|simple storage service|azure blob|azure data lake|adls|efs|nfs|"
            "nas|artifactory|nexus|ecr|docker hub",
    "search": "elasticsearch|elastic search|elastic|opensearch|open search|solr|lucene|algolia|meilisearch|"
              "typesense|pinecone|weaviate|qdrant|milvus|chroma|chromadb|faiss|cloudsearch",
    "queue": "sqs|rabbitmq|rabbit mq|rabbit|activemq|zeromq|ibm mq|beanstalkd|service bus|azure service bus|"
             "nats|mosquitto|mqtt|simple queue service|gearman|bullmq|amqp",
    "stream": "kafka|kinesis|pulsar|redpanda|event hubs|event hub|azure event hubs|eventbridge|event bridge|"
              "event grid|pub sub|pubsub|sns|simple notification service|msk|firehose|kafka connect",
    "external": "stripe|paypal|braintree|adyen|twilio|sendgrid|mailgun|mailchimp|ses|simple email service|"
                "openai|anthropic|claude|gemini|gpt|chatgpt|ollama|bedrock|hugging face|llm|google maps|fcm|"
                "apns|apns fcm|firebase cloud messaging|auth0|okta|cognito|aws cognito|smtp|github|gitlab|slack|"
                "datadog|sentry|new relic|shopify|salesforce|facebook|twitter|plaid|google oauth",
}
# Nouns that name a kind by themselves.
NOUNS = {
    "client": "client|creator|author|reader|analyst|moderator|member|player|learner|staff|user|customer|browser|"
              "web browser|mobile|phone|smartphone|iphone|ipad|tablet|laptop|"
              "visitor|actor|internet|public internet|person|people|shopper|buyer|seller|merchant|rider|"
              "passenger|subscriber|viewer|guest|employee|student|teacher|patient|admin|administrator|end user|"
              "developer|device|iot device|sensor|ui|web ui|user interface|mobile app|mobile application|"
              "ios app|android app|desktop app|phone app|native app|web client|mobile client|desktop client|"
              "http client|api client|react app|vue app|angular app|flutter app|react native app|discord app|"
              "driver app|rider app|customer app|user app|client app|single page app|single page application|"
              "client application|cli|cli tool|command line|spa|pwa|progressive web app|television|tv|smart tv|"
              "desktop|ios|android",
    "dns": "dns|name server|nameserver|dns server|domain name system|dns resolver",
    "cdn": "cdn|content delivery network|content distribution network|edge cache|edge server|edge location|"
           "edge network|cdn cache|pop",
    "load_balancer": "load balancer|balancer|lb|reverse proxy|proxy|ingress|gslb|ingress controller|"
                     "nginx ingress|proxy server|loadbalancer",
    "gateway": "gateway|api gateway|apigateway|api gw|gw|ingress gateway",
    "service": "service|svc|microservice|micro service|api|backend|back end|server|application server|"
               "app server|web server|webserver|web application|application|function|serverless function|"
               "controller|handler|manager|orchestrator|middleware|container|pod|vm|virtual machine|module|"
               "engine|bff|rate limiter|limiter|authentication|authorization|uploader|router|dispatcher|"
               "coordinator|registry|agent|sdk|library|driver|connector|adapter|exporter|repository pattern|"
               "deployment|websocket|producer|publisher|publisher service|monitoring|logging|notifier|mailer|"
               "sender|generator|validator|resolver",
    "worker": "worker|consumer|processor|crawler|scraper|indexer|transcoder|encoder|cron|cron job|cronjob|"
              "batch job|scheduler|batch processor|background job|background worker|job runner|runner|etl|"
              "etl job|daemon|pipeline|ingester|fetcher|spark job|flink job|lambda worker|lambda consumer|"
              "stream processor|stream processing|event processor|thumbnailer|fan out|builder|resizer|embedder|"
              "sweeper",
    "cache": "cache|in memory cache|in memory store|cache server|session cache",
    "sql": "sql|rdbms|relational database|relational db|sql database|data warehouse|datawarehouse|warehouse|"
           "graph database|graph db|ledger",
    "document_store": "document store|document database|document db|nosql database|nosql db",
    "wide_column": "wide column|wide column store|time series database|time series db|timeseries db|tsdb|"
                   "metrics store|column store",
    "key_value": "key value|key value store|kv store",
    "blob": "blob|bucket|object storage|object store|blob storage|blob store|file storage|file store|"
            "file system|filesystem|cloud storage|media storage|image storage|video storage|photo storage|"
            "data lake|datalake|lakehouse|lake|artifact store|artifact storage|artifact repository|"
            "container registry|docker registry|image registry|image store|media store|photo store|video store|"
            "file server|archive|static assets",
    "search": "search|search index|search engine|search cluster|vector database|vector db|vectordb|vector store|"
              "vector index|full text search|inverted index|index",
    "queue": "queue|mq|message queue|task queue|job queue|work queue|dead letter queue|dlq|mailbox",
    "stream": "stream|event bus|message bus|bus|event stream|event log|commit log|topic|data stream|event store|"
              "streaming platform|message stream",
    "external": "external|external system|external service|external api|third party|third party service|"
                "third party api|provider|vendor|partner|bank|payment gateway|sms gateway|email gateway|"
                "smtp server|mail server|push service|payment processor|webhook|bank api|llm api|vendor api|"
                "partner api|identity provider|idp|notification provider",
}
# A web page that a browser shows, or the server that makes it: the arrows tell which (see `may_be_client`).
FRONT_ENDS = _words(
    "admin dashboard|admin panel|angular|app|console|dashboard|front end|frontend|frontend app|next js|nextjs|"
    "portal|react|react frontend|site|storefront|vue|web|web app|web front end|web frontend|web interface|"
    "web page|web portal|web site|webapp|website"
)
FRONT_ENDS_ALONE = FRONT_ENDS - {"app", "site", "web", "console"}  # these say too little by themselves
# Nouns for any store or any broker: a product or another word in the name says which.
ANY_STORE = _words(
    "collection|data|data store|database|datastore|db|db replica|persistence|read replica|storage|store|table"
)
CALLED_DATABASES = _words("db|database|datastore|data store|table|read replica|db replica")
# Nouns for a store of small values, unless a product says which it is.
ANY_SMALL_STORE = _words(
    "config store|configuration store|feature store|session store|token store"
)
ANY_BROKER = _words(
    "broker|event broker|message broker|messaging|mq broker"
)
# Words that say how many or which, not what: the word before them decides.
PASSED_OVER = _words(
    "a|an|and|apac|asia|az|backup|cluster|copies|copy|dev|east|edge|eu|europe|farm|fleet|follower|for|global|"
    "group|ha|hosted|i|ii|iii|instance|internal|k|layer|leader|legacy|local|m|main|managed|master|n|new|node|"
    "north|of|old|one|partition|pool|primary|private|prod|production|public|read|region|regional|replica|"
    "secondary|server|servers|set|shard|slave|south|staging|standby|system|systems|task|the|three|tier|two|uk|us|"
    "v|west|write|x"
)
VENDORS = _words("amazon|aws|apache|google|azure|gcp|microsoft")
