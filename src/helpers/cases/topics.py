"""Questions that are asked of nearly every system: a fact with a `topic` is found by these as well as by its own.

So an instructor's case needs few wordings: those that speak of its own things.
"""

TOPICS: dict[str, tuple[str, ...]] = {name: tuple(line.strip() for line in text.strip().splitlines())
                                      for name, text in {
    "users": """
        Who are the users?
        Who is going to use it?
        Who will use this system?
        Who is it for?
        Who are we building this for?
        Who are the customers?
        Who is the target group?
        What kinds of users are there?
        What types of users do we have?
        Which roles exist?
        Are there different kinds of users?
        What are the actors?
        Who can write and who can read?
        What is the main use case?
        What are the core use cases?
        What are the most important things that users do?
        What can people do with it?
        What should a user be able to do?
        What do people use it for?
        What is the purpose of the service?
        What problem does it solve?
        What are the main functions?
        What is the core functionality?
        What are the functional requirements?
        How is the system used?
        Do people need an account?
        Do users have to sign in?
        Is registration required?
        Is it anonymous?
        Must users log in?
        Who are the actors in this system?
        Whom do we serve?
        Who interacts with the system?
        What does a user do, step by step?
        Walk me through what a user does.
        Which operations must be supported?
        """,
    "scope": """
        What is out of scope?
        What is in scope?
        What is the scope of the first version?
        What is not part of the system?
        Which features are in scope?
        Which features are not needed?
        Which features can be ignored?
        Which parts can I ignore?
        What can we leave out?
        What may I skip?
        What should I not worry about?
        Is there anything we should not build?
        What should we exclude?
        What is not included?
        What belongs to the minimum viable product?
        Which features must be in the first release?
        What can wait until later?
        What should we focus on?
        Is anything explicitly excluded?
        What are the limits of the project?
        What do you explicitly not want?
        What should stay outside the first version?
        Where do we draw the line?
        Which functions can be dropped?
        What would be nice to have only?
        """,
    "peak": """
        What is the peak load?
        What is the load at peak?
        How high is the peak?
        How much higher is the load at the busiest time?
        How much busier is the peak than the average?
        What is the ratio of peak to average?
        Is there a difference between peak and average?
        When is the traffic highest?
        At what time of day is it busiest?
        Are there times of day with more load?
        Is there a big difference between day and night?
        Are there traffic spikes?
        How spiky is it?
        Do we see bursts?
        How bursty is the traffic?
        Is the load even over the day?
        Is the traffic spread evenly?
        Is the traffic constant or does it vary?
        How does the load vary during the day?
        Does usage fluctuate?
        Are there seasonal peaks?
        What happens at rush hour?
        Is there a busy time?
        What is the maximum load compared with the average?
        How does usage change over the week?
        How far above the average does traffic rise?
        By what factor does load increase at the busiest hour?
        What multiple of the average should I plan for?
        How much headroom do we need for busy hours?
        Are some hours much busier than others?
        What is the worst hour of the day like?
        Does demand come in waves?
        How uneven is the load over a day?
        What is the peak to average factor?
        """,
    "retention": """
        How long is it kept?
        For how long do we keep the data?
        How many years do we store it?
        How many years does it stay?
        How long must the data be stored?
        What is the retention?
        What is the retention period?
        What is the retention policy?
        What is the time to live?
        What is the TTL?
        Does it expire?
        When does it expire?
        Is there an expiration date?
        Is there an expiry?
        What is the lifetime of the data?
        How long does it stay valid?
        When does it stop working?
        When is it deleted?
        When may we delete old data?
        Is old data removed?
        Do old ones go away at some point?
        Is it kept forever?
        Is it stored permanently?
        Do I need to clean up old data?
        How old can the data get?
        Do we archive old data?
        How long must we hold on to it?
        After how long may it be thrown away?
        Can we ever delete it?
        When may it be purged?
        Does anything ever get removed automatically?
        For how long should it remain accessible?
        Will it still be there in ten years?
        How long does it live?
        """,
    "latency": """
        How fast must it be?
        How quick should it be?
        Does it have to be fast?
        What is the latency target?
        What is the latency requirement?
        What latency do you expect?
        What latency is acceptable?
        What is the maximum latency?
        What is our p99 target?
        What is the p99 latency?
        What percentile should we aim for?
        What response time do you expect?
        What is the expected response time?
        Is there a response time target?
        How quickly must we answer?
        How soon must we answer a request?
        How long may a user wait?
        How much time may a request take?
        How long should it take to load?
        How many milliseconds may it take?
        What delay is acceptable?
        How much delay can users tolerate?
        Are there performance requirements?
        What are the performance goals?
        What is considered too slow?
        Is it latency sensitive?
        How quickly should it respond?
        How long may it take to answer?
        How much waiting is tolerable?
        Within what time must a response arrive?
        How snappy should it feel?
        What is the time limit for a request?
        How many seconds is too long?
        What speed do users expect?
        What p95 or p99 do you want?
        """,
    "availability": """
        How available must it be?
        What availability do you need?
        What level of availability is wanted?
        What is the availability target?
        Does it need to be highly available?
        How much downtime is acceptable?
        Is some downtime allowed?
        How many minutes of downtime a month can we tolerate?
        How long may an outage last?
        What happens during an outage?
        How often may it be down?
        How often can the site be down?
        May the service be down for maintenance?
        May it be offline at night?
        What uptime do you expect?
        What uptime are we aiming for?
        How many nines are needed?
        Is five nines necessary?
        Is there an SLA?
        What SLA do we promise?
        What is the SLO?
        How reliable must the service be?
        Does it have to stay up when a server fails?
        Does it have to work all the time?
        How critical is it when the service is unavailable?
        How often may it fail?
        What share of requests must succeed?
        What percentage of requests may fail?
        What error rate can we accept?
        What proportion of the time must it be running?
        For how long can it be unreachable?
        What if the service goes down for an hour?
        How bad is an outage?
        Must it keep running when a data center is lost?
        Can we take it offline for upgrades?
        Is round-the-clock operation needed?
        """,
    "durability": """
        What must not be lost?
        What must never get lost?
        May we lose data?
        Can we lose anything?
        Is data loss acceptable?
        How much data loss is acceptable?
        How much data may be lost?
        How durable must the data be?
        How durable should storage be?
        What durability do we need?
        How safe must the data be?
        How important is it that nothing is lost?
        What happens to the data if a machine dies?
        What happens to the data when a disk breaks?
        Must the data survive a crash?
        Must it survive the loss of a server?
        Do we need backups?
        Must the data be backed up?
        How many copies of the data do we need?
        How many replicas should we have?
        Should the data be replicated?
        How bad is it if some data disappears?
        Would it be a problem if some of it were gone?
        What is the recovery point objective?
        How bad would losing something be?
        Can we afford to lose any of it?
        Must everything survive a disk failure?
        What if a server burns down?
        How sure must we be that nothing disappears?
        Is it acceptable that a saved item vanishes?
        What guarantee do we give that data is not lost?
        How much redundancy is required?
        """,
    "consistency": """
        How fresh must the data be?
        How fresh must reads be?
        How stale may the data be?
        Is stale data OK?
        How up to date must it be?
        How consistent must the data be?
        What consistency do we need?
        Do we need strong consistency?
        Is eventual consistency acceptable?
        Is eventual consistency good enough?
        Does everybody have to see the newest version at once?
        How soon must a change be visible to others?
        How soon must something new be visible?
        When do others see it?
        When does it become visible to everybody?
        How long may it take until others see something new?
        How long may it take before a new one works everywhere?
        Does it have to work right after it was created?
        Must it be visible immediately?
        Can there be a delay until it shows up?
        What delay is acceptable until it appears?
        Can others see it with some delay?
        Is a short lag OK?
        How much lag may there be between writing and reading?
        How quickly must others see a new one?
        How long after saving can others see it?
        After publishing, when is it visible?
        How out of date may what people see be?
        May readers see old data for a while?
        How many seconds may pass before it shows up?
        Must a new one be usable right away?
        Can we serve slightly outdated data?
        Do all readers have to see the same thing at the same time?
        Does the author have to see it immediately?
        How long may changes take to propagate?
        """,
    "privacy": """
        Do we store personal data?
        What personal information is stored?
        Do we collect any information about the users?
        What data about users do we keep?
        What do we know about the users?
        What about privacy?
        Are there privacy laws such as GDPR?
        Does GDPR apply?
        Is there sensitive data?
        Is there anything confidential in the data?
        When is personal data deleted?
        What happens to the data of somebody who leaves?
        What do we do with the data when an account is closed?
        What are the security requirements?
        Are there legal requirements on the data?
        Which personal details do we hold?
        What do we store about a person?
        Is there any personally identifiable information?
        How should user data be protected?
        Can users ask us to erase their data?
        What happens to the data when somebody closes the account?
        Do data protection rules apply to us?
        How soon must we erase the data of former users?
        """,
    "access": """
        Who can see it?
        Who is allowed to look at it?
        Who may read it?
        Can anyone read everything?
        Is it public or private?
        Can it be private?
        Are there private ones?
        Is there access control?
        Can it be protected with a password?
        Is there password protection?
        Are there permissions?
        Can somebody guess the address?
        Is there a public list of all of them?
        Should it be hidden from strangers?
        What are the security requirements?
        What about privacy?
        Is it visible to everybody?
        Does one have to be authorised to read it?
        Can strangers find it?
        Who has permission to read it?
        Is it secret or open to all?
        Can one share it only with certain people?
        Must it be unguessable?
        How is reading restricted?
        """,
    "places": """
        Where are the users?
        Where do the users live?
        Where do our visitors come from?
        In which countries is it used?
        On which continents is it used?
        Is it a global service?
        Is it used worldwide?
        Is this for one country or for the whole world?
        Are the users spread over the world?
        How are users distributed geographically?
        Which regions do we serve?
        How many regions do we need?
        Do we need several data centers around the globe?
        In which region does it run?
        Is it international or local?
        In which part of the world are the users?
        From where do people connect?
        How is the traffic spread geographically?
        Do we serve several continents?
        Must we be present in several regions?
        Where will most requests come from?
        Is the audience mainly in one country?
        """,
    "budget": """
        What is the budget?
        How much may it cost?
        What may it cost per month?
        How much money can we spend?
        How much money is there?
        What are we allowed to spend?
        Is there a cost limit?
        Is there a limit to the costs?
        How expensive can it be?
        What is the budget for servers?
        How much are we willing to pay?
        What can we afford?
        What is the monthly spending limit?
        What does the infrastructure bill look like?
        How cheap must it be?
        How many dollars a month may we spend?
        Are there financial constraints?
        """,
    "writes": """
        What is the write load?
        What is the write volume?
        What is the number of writes?
        How many writes are there?
        How many writes per second do we expect?
        What is the write throughput?
        How many new ones are created per month?
        How many are added each day?
        How many new items come in?
        At what rate are new ones created?
        How often is a new one made?
        What is the volume of new data?
        How heavy is the write traffic?
        How much is written every day?
        How many create requests arrive each second?
        What is the creation rate?
        How many are produced per day?
        How many get added every month?
        How fast does the data set grow?
        How much growth is there each month?
        """,
    "reads": """
        What is the read load?
        What is the read volume?
        What is the number of reads?
        How many reads are there?
        How many reads per second do we expect?
        What is the read throughput?
        How much read traffic is there?
        How many times is it read?
        How often is it opened?
        How often is it looked at?
        How many views are there?
        How many page views do we get?
        What is the ratio of reads to writes?
        How many reads are there for each write?
        Is it read heavy or write heavy?
        How heavy is the read traffic?
        How much is read every day?
        How many read requests arrive each second?
        How much more reading than writing is there?
        Do reads dominate over writes?
        How often does somebody view one?
        How much demand is there for reading?
        """,
    "size": """
        How large is it?
        How big is one?
        How big can it get?
        What is the size of one?
        What is the average size?
        What is the maximum size?
        Is there a size limit?
        Is there a limit on the length?
        What is the maximum length?
        How long is a typical one?
        How long can one be?
        How many bytes does one take?
        How many characters does it have?
        How many kilobytes is it?
        How much space does each one need?
        How much storage does one take up?
        Are they short or long?
        How much room does one occupy?
        What does one weigh in bytes?
        How many bytes should I reckon with for each?
        What is the largest one we accept?
        How much data is stored for each one?
        How large can one become?
        What is the storage footprint of a single record?
        Is there a cap on the size?
        """,
    "editing": """
        Can it be edited?
        May a user change it?
        Is editing possible?
        Can it be changed later?
        Can it be modified after it was saved?
        Do we need to support updates?
        Are updates needed?
        Is it immutable?
        Is it ever modified?
        Is it ever overwritten?
        Can one correct a mistake later?
        Are there versions of it?
        Is there a history of changes?
        Does the content change?
        Can the author go back and change it?
        Is it final once it is saved?
        Is it frozen after saving?
        Can mistakes be fixed afterwards?
        Will it ever be altered?
        """,
}.items()}
