"""Ten drawings in the shapes and the syntax in which public READMEs draw their systems, in our own words.

Each says what is to be read: the kind of each box, and each arrow by mermaid's ids, with `~>` for async and `=>` for
replication. `errors` are the rules of which an error is right, as the drawing really lacks something.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Drawing:
    """A drawing and what is to be read of it."""

    text: str
    kinds: str
    arrows: str
    errors: tuple[str, ...] = ()


WEB_SHOP = Drawing(
    """
```mermaid
graph TB
    %% Clients
    U["👤 Shopper"] -->|HTTPS| CDN["CDN (CloudFront)"]
    U --> LB{{Load Balancer}}
    LB --> W1[Web Server 1] & W2[Web Server 2]
    W1 & W2 --> C[(Redis Cache)]
    W1 & W2 -->|read| DB[("MySQL<br/>Primary")]
    W1 & W2 -->|write| DB
    DB ==>|replicates| R[(MySQL Replica)]
    CDN --> S3["Amazon S3<br/>Product images"]
    W1 -. order placed .-> Q[/Order Queue/]
    Q --> M[Mail Worker]
    M --> SG["SendGrid API"]
    LB --> U
    style U fill:#e2e8f0
    style DB fill:#059669,color:#fff
```
""",
    "U client, CDN cdn, LB load_balancer, W1 service, W2 service, C cache, DB sql, R sql, S3 blob, Q queue, M worker, "
    "SG external",
    "U CDN, U LB, LB W1, LB W2, W1 C, W2 C, W1 DB, W2 DB, DB => R, CDN S3, W1 ~> Q, Q ~> M, M SG, LB U",
)

CHAT = Drawing(
    """---
title: Chat
config:
  layout: elk
---
flowchart LR
    classDef client fill:#e1f5fe,stroke:#01579b
    classDef cache fill:#fce4ec
    subgraph clients ["📱 Clients"]
        direction TB
        ios-app([iOS App]):::client
        android-app([Android App]):::client
    end
    subgraph edge[Edge & Gateway]
        ws-gw{{"WebSocket Gateway"}}
    end
    clients <--> ws-gw
    ws-gw --> chat-svc["Chat Service"] & presence-svc["Presence Service"]
    presence-svc --> presence.db[("Redis<br/>presence")]:::cache
    presence-svc --> chat-db
    chat-svc --> chat-db[("Cassandra<br/>messages")]:::cache
    chat-svc -->|"publish"| bus["Kafka Topic<br/>chat.messages"]
    bus -->|"fan-out"| push-worker["Push Worker"]
    push-worker --> apns["Push Provider<br/>(APNs / FCM)"]
""",
    "ios-app client, android-app client, ws-gw gateway, chat-svc service, presence-svc service, presence.db cache, "
    "chat-db wide_column, bus stream, push-worker worker, apns external",
    "ios-app ws-gw, android-app ws-gw, ws-gw chat-svc, ws-gw presence-svc, presence-svc presence.db, "
    "presence-svc chat-db, chat-svc chat-db, chat-svc bus, bus ~> push-worker, push-worker apns",
)

VIDEO = Drawing(
    """
%%{init: {'theme': 'base', 'themeVariables': {'primaryColor': '#663399'}}}%%
flowchart TD
    creator((Creator)) -- "1. upload" --> up[Upload API]
    viewer((Viewer)) -- "5. watch" --> cdn[Akamai]
    up --> raw@{ shape: cyl, label: "Raw videos (S3)" }
    up -.->|job| jobs@{ shape: das, label: "SQS Queue" }
    jobs -.-> t1[Transcoder 1] & t2[Transcoder 2] & t3[Transcoder 3]
    t1 & t2 & t3 --> raw
    t1 & t2 & t3 ---> out[(Object Storage)]
    t1 & t2 & t3 -- done --> meta[(Metadata DB)]
    cdn --> out
    viewer --> api["Playback API\\n(Node.js)"] --> meta
    up --> meta
    linkStyle 0,1 stroke:#f66,stroke-width:2px;
""",
    "creator client, up service, viewer client, cdn cdn, raw blob, jobs queue, t1 worker, t2 worker, "
    "t3 worker, out blob, "
    "meta sql, api service",
    "creator up, viewer cdn, up raw, up ~> jobs, jobs ~> t1, jobs ~> t2, jobs ~> t3, t1 raw, t2 raw, t3 raw, t1 out, "
    "t2 out, t3 out, t1 meta, t2 meta, t3 meta, cdn out, viewer api, api meta, up meta",
)

MICROSERVICES = Drawing(
    """
graph TD
    Client[Client Applications] -->|HTTP/REST| Gateway["API Gateway (Kong)<br/>Port: 8000"];
    Gateway -->|JWT| Auth["Auth Service<br/>(Keycloak)"];
    Auth -->|token| Gateway;
    subgraph Services
        OrderService[Order Service<br/>HTTP: 8081<br/>gRPC: 50051]
        PaymentService[Payment Service]
        Notify[Notification Service]
    end
    Gateway --> OrderService; Gateway --> PaymentService
    OrderService --> OrderDB[(Order DB<br/>MongoDB)]
    PaymentService --> PayDB[(Payment DB<br/>PostgreSQL)]
    PaymentService ==>|charges| Stripe["Stripe API"]
    Stripe -->|webhook| PaymentService
    OrderService --> MQ["RabbitMQ<br/>Event Bus"]
    PaymentService --> MQ
    Notify -->|consumes| MQ
    click Gateway "https://example.org/gw;v=1" "The gateway"
""",
    "Client client, Gateway gateway, Auth service, OrderService service, PaymentService service, Notify service, "
    "OrderDB document_store, PayDB sql, Stripe external, MQ queue",
    "Client Gateway, Gateway Auth, Auth Gateway, Gateway OrderService, Gateway PaymentService, OrderService OrderDB, "
    "PaymentService PayDB, PaymentService Stripe, Stripe PaymentService, OrderService MQ, "
    "PaymentService MQ, MQ ~> Notify",
    ("sync-cycle",),  # the gateway and the auth service are drawn as calling each other
)

EVENTS = Drawing(
    """
> Some words before the picture.

~~~mermaid
graph LR
  A[Web App] -->|POST /orders| B(Order API)
  B -->|OrderPlaced| K{{Apache Kafka}}
  K -->|OrderPlaced| C(Inventory Service)
  C -->|StockReserved| K
  K --> D(Payment Consumer)
  D -->|PaymentDone| K
  K --> E(Order Projector)
  E --> V[(Read Model<br/>MongoDB)]
  B -->|query| V
  K <--> Z[ZooKeeper]
~~~
And after it.
""",
    "A client, B service, K stream, C service, D worker, E service, V document_store, Z key_value",
    "A B, B K, K ~> C, C K, K ~> D, D K, K ~> E, E V, B V, K ~> Z, Z ~> K",
)

DATA_LAKE = Drawing(
    """
flowchart LR
    subgraph Sources
      D([IoT Devices]) & P([Web Portal])
    end
    subgraph Ingest
      K[Kinesis Data Streams]
      F[Kinesis Firehose]
    end
    D & P --> K --> F
    F --> B1[(S3 raw bucket)]
    B1 --- G[AWS Glue ETL]
    G --> B2[(S3 curated bucket)]
    B2 -.-> R[(Amazon Redshift)]
    R --- BI["BI Dashboard"]
    analyst(["Data analyst (user)"]) --> BI
    K ~~~ G
""",
    "D client, P client, K stream, F stream, B1 blob, G worker, B2 blob, R sql, BI service, analyst client",
    "D K, P K, K ~> F, F ~> B1, G B1, G B2, B2 ~> R, BI R, analyst BI",
)

DELIVERY = Drawing(
    """
flowchart-elk TB
    dev[Developer] --push--> gh["GitHub<br/>monorepo"]
    gh --webhook--> ci[[CI Runner]]
    ci --> reg[(Container Registry)]
    ci ----> art[(Artifact Store)]
    subgraph prod["Kubernetes (prod)"]
        argo[Argo CD Controller] --> app-1[API Pod] & app-2[API Pod]
        app-1 & app-2 --> pg[("PostgreSQL 15")]
    end
    argo -. pulls .-> reg
    users[/End Users/] --> ing{Ingress} --> app-1 & app-2
    ing e1@--> argo
    e1@{ animate: true }
""",
    "dev client, gh external, ci worker, reg blob, art blob, argo service, app-1 service, app-2 service, pg sql, "
    "users client, ing load_balancer",
    "dev gh, gh ci, ci reg, ci art, argo app-1, argo app-2, app-1 pg, app-2 pg, argo ~> reg, users ing, ing app-1, "
    "ing app-2, ing argo",
)

SERVERLESS = Drawing(
    """
graph TB
    user((User)) --> cf[Amazon CloudFront] --> s3[Amazon S3]
    user --> r53[Route 53]
    user --> apigw[Amazon API Gateway]
    apigw --> fn1[Lambda: createOrder]
    apigw --> fn2[AWS Lambda]
    fn1 --> ddb[(DynamoDB Table)]
    fn2 --> ddb
    fn1 --> sns[SNS Topic] --> sqs[SQS Queue] --> fn3[Lambda Worker]
    fn3 --> ses[Amazon SES]
    fn3 --> fn3
    fn3 --> ddb
    r53 --> apigw
    class user,cf,s3 aws
    classDef aws fill:#f90,stroke:#333;
""",
    "user client, cf cdn, s3 blob, r53 dns, apigw gateway, fn1 service, fn2 service, ddb key_value, "
    "sns stream, sqs queue, "
    "fn3 worker, ses external",
    "user cf, cf s3, user r53, user apigw, apigw fn1, apigw fn2, fn1 ddb, fn2 ddb, fn1 sns, sns ~> sqs, sqs ~> fn3, "
    "fn3 ses, fn3 ddb, r53 apigw",
)

KUBERNETES = Drawing(
    """
graph LR
    Internet(("🌐 Internet")) -->|443| ALB["ALB / Ingress"]
    subgraph cluster ["EKS Cluster"]
        subgraph AZ1["Availability Zone a"]
            fe1["Frontend (React)<br/>x2"]
            be1["Backend API"]
        end
        subgraph AZ2["Availability Zone b"]
            be2["Backend API"]
            wk["Worker Task 1"]
        end
    end
    ALB --> fe1
    fe1 --> be1 & be2
    be1 & be2 --> redis[("ElastiCache (Redis)")] & rds[("Amazon RDS<br/>PostgreSQL")]
    be1 & be2 -->|enqueue| q["Redis (Bull Queue)"]
    wk --> q
    wk --> rds
    default-backend[default backend] --- ALB
""",
    "Internet client, ALB load_balancer, fe1 service, be1 service, be2 service, wk worker, redis cache, "
    "rds sql, q queue, "
    "default-backend service",
    "Internet ALB, ALB fe1, fe1 be1, fe1 be2, be1 redis, be2 redis, be1 rds, be2 rds, be1 q, be2 q, q ~> wk, wk rds, "
    "ALB default-backend",
)

ASSISTANT = Drawing(
    """
flowchart TB
    用户["用户 (User)"] -->|问题| ui["Web UI"]
    ui -->|"`**query** + _history_`"| orch["RAG Orchestrator<br/><i>LangChain</i>"]
    orch -->|1. embed| emb[Embedding Model]
    orch -->|2. search| vdb[("Vector DB<br/>(Pinecone)")]
    orch -->|3. generate| llm{{"LLM&nbsp;(GPT-4)"}}
    llm -->|answer| orch
    vdb -->|documents| orch
    orch ==> cache[(Redis Cache)]
    orch --> hist[("PostgreSQL 16<br/>chat history")]
    docs[(Document Store)] --> ingest.v2[Ingestion Pipeline] --> emb
    ingest.v2 --> vdb
    orch -->|"#quot;streamed#quot; answer"| ui
""",
    "用户 client, ui client, orch service, emb service, vdb search, llm external, cache cache, hist sql, "
    "docs document_store, "
    "ingest.v2 worker",
    "用户 ui, ui orch, orch emb, orch vdb, orch llm, llm orch, vdb orch, orch cache, orch hist, docs ingest.v2, "
    "ingest.v2 emb, ingest.v2 vdb, orch ui",
)

DRAWINGS = {
    "web_shop": WEB_SHOP,
    "chat": CHAT,
    "video": VIDEO,
    "microservices": MICROSERVICES,
    "events": EVENTS,
    "data_lake": DATA_LAKE,
    "delivery": DELIVERY,
    "serverless": SERVERLESS,
    "kubernetes": KUBERNETES,
    "assistant": ASSISTANT,
}
