"""The kinds that people's names for boxes tell of."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpers.architecture import KINDS, Architecture
from helpers.architecture.kind_words import KNOWN, WORDS, kind_of_words, may_be_client

NAMES = {
    "client": "Client|client|Customer|Customers|User|Users 1|End User|👤 User|Web UI|UI|Mobile App|"
    "iOS App|Android|Browser|"
    "Web Browser|Internet|🌐 Internet|Users (web)|Mobile Clients|IoT Devices|HTTP Client|gRPC client|"
    "REST Client / UI|Client Applications|Admin|Web App|Web client|Frontend (React)|React App|Next.js App|"
    "Admin Dashboard|Single-Page App|iPhone",
    "dns": "DNS|Route 53|Amazon Route 53|Route53|DNS server|Cloudflare DNS",
    "cdn": "CDN|CDN (CloudFront)|Amazon CloudFront|Cloudflare|Akamai|Fastly|CDN Edge|Edge Cache|"
    "Content Delivery Network",
    "load_balancer": "Load Balancer|LB|lb1|ELB|ALB|AWS ALB|NLB|NGINX|nginx|HAProxy|"
    "Application Load Balancer|load_balancer|"
    "LoadBalancer|NGINX / Load Balancer|Nginx Ingress Controller|ALB / Ingress|Reverse Proxy|Load Balancers",
    "gateway": "API Gateway|API Gateway (Kong)|Kong|APIGateway|api-gateway|Amazon API Gateway|WebSocket Gateway|Zuul",
    "service": "API|REST API|Order API|Auth Service|auth service|notification service|Payment Service|"
    "AWS Lambda|Lambda|"
    "Lambda: createOrder|Cloud Functions|Web Servers x3|Web Server|App Servers|OrderService|order_service_2|Service A|"
    "Microservice B|Redis Client|S3 client|Search Service|Cache Service|Backend (Node.js)|"
    "Product Service<br/>HTTP: 8080|"
    "Kafka Producer|gRPC server|S3 Uploader|Database client|Microservices|apiserver",
    "worker": "Worker|Worker 1|Workers|Email Worker|cron|Cron job|Kafka Consumer|Video Transcoder|"
    "Stream Processor|Scheduler|"
    "Celery|Sidekiq worker|Nightly batch job|AWS Lambda Worker|Airflow|ETL|Worker Task 1|Crawler",
    "cache": "Cache|Redis|Redis Cluster|Redis cache|RedisCache|Memcached|Varnish|Cache Database|ElastiCache (Redis)|"
    "Amazon ElastiCache|Redis<br/>Cache + Sessions|Cache Server|Session cache|User cache|In-memory cache|"
    "Azure Cache for Redis|Session Store (Redis)",
    "sql": "Database|DB|db-01|Databases|PostgreSQL|Postgres|MySQL Primary|MySQL (Master)|MySQL Replica 2|RDS|"
    "Amazon RDS (PostgreSQL)|Aurora|Amazon Aurora MySQL|User DB|UserDB|ordersdb|Primary database|"
    "PostgreSQL<br/>Port: 5432|"
    "🐘 PostgreSQL|Database: PostgreSQL|Articles Table|Read Replica|SQL Server|Data Warehouse (Redshift)|"
    "Database Server|PostgreSQLDatabase|Postgres Shard|Azure Database for PostgreSQL|CockroachDB",
    "document_store": "MongoDB|Mongo|Database (MongoDB)|User DB<br/>MongoDB|Firestore|Cosmos DB|"
    "DocumentDB|NoSQL Database|"
    "MongoDB Replica Set|Document Store|Couchbase",
    "wide_column": "Cassandra|ScyllaDB|Scylla|HBase|Bigtable|User DB (Cassandra)|Cassandra Cluster|"
    "Time Series DB|InfluxDB",
    "key_value": "DynamoDB|DynamoDB Table|Amazon DynamoDB|etcd|Key-Value Store|KV Store|etcd cluster|Session Store",
    "blob": "S3|s3|Amazon S3|AWS S3 Bucket|S3 Bucket|Photos (S3)|GCS|Google Cloud Storage|Azure Blob|"
    "Azure Blob Storage|"
    "Object Storage|objectStorage|MinIO|R2 Storage<br/>QR Images|Data Lake|HDFS|File Storage|S3: Invoices Bucket|"
    "Container Registry|Blob Store|s3-2|Cloudflare R2",
    "search": "Elasticsearch|OpenSearch|Amazon OpenSearch Service|Elasticsearch Cluster|Search Index|"
    "Search|Solr|Vector DB|"
    "Vector DB (Pinecone)|Vector Store",
    "queue": "Queue|Message Queue|message-queue|MessageQueue|SQS|Amazon SQS Queue|SQS: folio-charge|"
    "RabbitMQ|Message Broker|"
    "Task Queue|Dead Letter Queue|Azure Service Bus|Redis Queue|Redis (Bull Queue)|Message Queue (Kafka)|MQ",
    "stream": "Kafka|Apache Kafka<br/>Port: 9092|Kafka topic|Kafka Cluster (3 brokers)|Kafka Brokers|Kinesis|"
    "Kinesis Data Streams|Redis Streams|Redis Pub/Sub|Pub/Sub|Google Cloud Pub/Sub|Event Bus|SNS|"
    "SNS Topic|EventBridge|"
    "Azure Event Hubs|Message Broker (Kafka)|Event Stream|DynamoDB Streams",
    "external": "Stripe|Stripe API|Payment Gateway|Payment Provider|Twilio|SendGrid|"
    "Email Provider (SendGrid)|Third-party API|"
    "OpenAI API|LLM|LLM (GPT-4)|Bank|SMTP Server|Amazon SES|Auth0|External API",
}
CASES = [(name, kind) for kind, names in NAMES.items() for name in names.split("|")]


def test_there_are_many_of_every_kind():
    assert set(NAMES) == set(KINDS)
    assert len({name for name, _ in CASES}) == len(CASES) >= 250


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_name_tells_its_kind(name, kind):
    assert kind_of_words(name) == kind
    made, findings = Architecture.read_mermaid(f'flowchart LR\n  n1["{name}"]')
    assert findings.ok
    assert [each.kind for each in made] == [kind]


@pytest.mark.parametrize(
    "name", ["Orders", "Timeline", "Step 3", "App", "Main", "Gateway events", "Flock", "", "×3", "42"]
)
def test_other_names_tell_none(name):
    assert kind_of_words(name) is None


def test_every_word_has_a_kind_and_is_written_as_names_are_read():
    assert set(WORDS.values()) <= set(KINDS)
    assert all(each == each.lower().strip() for each in KNOWN)
    assert {kind for name in KINDS for kind in [kind_of_words(name)] if kind == name} == set(KINDS)


def test_a_front_end_is_a_client_unless_others_call_it_or_it_asks_the_database():
    assert may_be_client("Web App")
    assert not may_be_client("Mobile App")
    alone = Architecture.from_mermaid("flowchart LR\n a[Web App] --> b[API] --> c[(DB)]")
    called = Architecture.from_mermaid("flowchart LR\n u[User] --> l[Load Balancer] --> a[Web App] --> c[API]")
    asking = Architecture.from_mermaid("flowchart LR\n u[User] --> a[Web App] --> c[(DB)]")
    assert [made["a"].kind for made in (alone, called, asking)] == ["client", "service", "service"]


@given(some.text(max_size=60) | some.lists(some.sampled_from(sorted(KNOWN)), max_size=6).map(" ".join))
def test_no_name_breaks_it(text):
    assert kind_of_words(text) in {None, *KINDS}
